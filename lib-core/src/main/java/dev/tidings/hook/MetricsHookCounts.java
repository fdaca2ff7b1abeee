package dev.tidings.hook;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The counter {@code im_hook_calls_total} at /metrics, with the tags {@code hook} and {@code outcome}. Payara finds an
 * application's registry by the thread that asks for it, so it is asked for when this is made, which a request or a message
 * has happen, and not on the threads that count.
 */
@Dependent
class MetricsHookCounts implements HookCounts {
    private static final System.Logger LOG = System.getLogger(MetricsHookCounts.class.getName());

    private final @Nullable MetricRegistry metrics;

    @Inject
    MetricsHookCounts(Instance<MetricRegistry> metrics, HookSettings settings) {
        this.metrics = settings.rules().isEmpty() ? null : registry(metrics);
    }

    private static @Nullable MetricRegistry registry(Instance<MetricRegistry> metrics) {
        try {
            return metrics.get();
        } catch (RuntimeException e) {
            // Messages matter more than being counted.
            LOG.log(System.Logger.Level.WARNING, "IM-3110 calls of hooks are not counted: there are no metrics", e);
            return null;
        }
    }

    @Override
    public void count(Hook hook, String outcome) {
        if (metrics != null) {
            metrics.counter("im_hook_calls", new Tag("hook", hook.hookName()), new Tag("outcome", outcome))
                    .inc();
        }
    }
}
