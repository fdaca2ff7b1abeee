package dev.tidings.hook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The counter {@code im_hook_calls_total} at /metrics, with the tags {@code hook} and {@code outcome}. */
@ApplicationScoped
class MetricsHookCounts implements HookCounts {
    private final Instance<MetricRegistry> metrics;

    @Inject
    MetricsHookCounts(Instance<MetricRegistry> metrics) {
        this.metrics = metrics;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MetricsHookCounts() {
        this(null);
    }

    @Override
    public void count(Hook hook, String outcome) {
        metrics.get()
                .counter("im_hook_calls", new Tag("hook", hook.hookName()), new Tag("outcome", outcome))
                .inc();
    }
}
