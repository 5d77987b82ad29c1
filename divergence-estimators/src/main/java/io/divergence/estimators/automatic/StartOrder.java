package io.divergence.estimators.automatic;

import java.util.ArrayList;
import java.util.List;

/** In which order a search tries the states that it may start from. */
final class StartOrder {
    private StartOrder() {
    }

    /** The finite ones: the trusted one first, if there is one (else its index is -1), and then by falling values. */
    static List<GaussianState> of(List<GaussianState> all, List<SampleAverage> values, int trusted) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int at = 0;
            while (at < order.size() && i != trusted
                    && (order.get(at) == trusted || Double.compare(values.get(order.get(at)).value(), values.get(i).value()) >= 0)) {
                at++;
            }
            order.add(at, i);
        }
        List<GaussianState> ordered = new ArrayList<>();
        for (int i : order) {
            if (values.get(i).isFinite()) {
                ordered.add(all.get(i));
            }
        }
        return ordered;
    }
}
