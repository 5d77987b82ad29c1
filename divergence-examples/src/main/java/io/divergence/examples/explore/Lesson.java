package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** A preset with a sentence. */
enum Lesson {
    MEAN("Mean seeking", "KL(p\u2016q) punishes q for missing anything that p has, so q stretches over both modes and even over the gap between them.",
            "dir=forward&q=1:-3:0.9", 400),
    MODE("Mode seeking", "KL(q\u2016p) punishes q for being where p is not, so q picks one mode. Which one depends on where it starts.",
            "q=1:0.6:1.3", 400),
    STUCK("Stuck on a mode", "KL(p\u2016q) has a single minimum, yet ten samples drawn from q never visit the right mode: the noisy gradient does not know of it.",
            "dir=forward&by=score&k=10&seed=1&natural=0&q=1:-3:0.9&v=300", 2000),
    RUNAWAY("Runaway step", "A negative step climbs. q runs away from p, faster and faster, until its variance leaves its domain, and the run ends as diverged.",
            "p=1:3:1.4142135623730951&q=1:0:2.23606797749979&par=mu-variance&opt=gd&natural=0&dir=forward&rate=-0.02&decay=0&clip=0&v=30&lo=-12&hi=12",
            600),
    MOMENTUM("Momentum", "The two directions of KL race to the same p with the same small step. Set momentum to 0 to see what the velocity is worth.",
            "p=1:3:1.4142135623730951&q=1:0:2.23606797749979&par=mu-variance&opt=momentum&m=0.9&natural=0&rate=0.02&decay=0&clip=0"
                    + "&twin=1&v=60&lo=-6&hi=9", 1200),
    CHI("\u03c7\u00b2\u2019s weights", "\u03c7\u00b2(p\u2016q) squares the weights p/q: a few samples in the tail of q decide alone. Compare w with w\u00b2 under the curves.",
            "d=chi2&dir=forward&by=score&k=64&weights=uncentred&baseline=none&q=1:-1:1.6&seed=5", 300),
    ESS("ESS collapse", "q is too narrow: \u03c7\u00b2(p\u2016q) is infinite, samples show a calm number all the same, and of a thousand only a handful count.",
            "d=chi2&dir=forward&by=score&k=1000&q=1:-0.5:0.6&rate=0.01&seed=2", 0),
    PUSH("Reverse \u03c7\u00b2 only pushes", "With the textbook\u2019s weights q/p every sample pushes q away from itself, hardest where p is small: q flees the gap, and settles on a mode.",
            "d=chi2&dir=reverse&by=score&k=64&weights=uncentred&baseline=none&q=1:-1:1.1&seed=4", 600);

    private final String title;
    private final String sentence;
    private final String query;
    private final long steps;

    Lesson(String title, String sentence, String query, long steps) {
        this.title = title;
        this.sentence = sentence;
        this.query = query;
        this.steps = steps;
    }

    Screen screen() {
        return Screen.ofQuery(query);
    }

    long steps() {
        return steps;
    }

    static ArrayNode all() {
        ArrayNode lessons = Json.array();
        for (Lesson lesson : values()) {
            lessons.addObject().put("title", lesson.title).put("sentence", lesson.sentence).put("query", lesson.screen().query()).put("steps", lesson.steps);
        }
        return lessons;
    }
}
