package io.divergence.examples.explore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.divergence.math.Checks;
import java.util.List;

/** JSON in and out. Numbers that are not finite go out as the words "NaN", "Infinity" and "-Infinity"; none come in. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).maxStringLength(8000).maxNumberLength(40).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode array(double[] numbers) {
        ArrayNode array = array();
        for (double x : numbers) {
            array.add(x);
        }
        return array;
    }

    /** Numbers for drawing, in the precision of a picture. */
    static ArrayNode drawn(double[] numbers) {
        ArrayNode array = array();
        for (double x : numbers) {
            array.add((float) x);
        }
        return array;
    }

    static ArrayNode modes(List<Mode> modes) {
        ArrayNode array = array();
        modes.forEach(m -> array.add(array(new double[] {m.weight(), m.mean(), m.sd()})));
        return array;
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads an object; an error says where it is wrong. */
    static ObjectNode read(String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw Checks.illegal("body", Mode.shortened(text), "must be JSON: " + e.getOriginalMessage());
        }
        throw Checks.illegal("body", Mode.shortened(text), "must be a JSON object");
    }

    static String text(ObjectNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isTextual()) {
            throw Checks.illegal(name, node == null ? null : Mode.shortened(node.toString()), "must be a text");
        }
        return node.textValue();
    }
}
