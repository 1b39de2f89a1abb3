package dev.plinth.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the backends, picks one, and can say of each whether it would run. Stateless. */
public final class BackendSelector {

    private static final Logger LOG = LoggerFactory.getLogger(BackendSelector.class);
    private static final String NONE_FOUND = "add one to the classpath, such as dev.plinth:plinth-backend-netty-epoll";

    private final List<AsyncRuntimeProvider> providers;
    private final List<BackendStatus> broken;

    BackendSelector(List<AsyncRuntimeProvider> providers, List<BackendStatus> broken) {
        this.providers = providers.stream()
                .sorted(Comparator.comparingInt(AsyncRuntimeProvider::priority).reversed())
                .toList();
        this.broken = List.copyOf(broken);
    }

    /** The backends that the service loader finds; faulty ones are kept aside. */
    public static BackendSelector onClasspath() {
        return ProviderScan.scan(AsyncRuntimeProvider.class.getClassLoader());
    }

    /** The providers that could be loaded, the one that {@code auto} tries first at the front. */
    public List<AsyncRuntimeProvider> providers() {
        return providers;
    }

    /**
     * Builds every backend in turn, as {@link #start} would, and shuts it down again.
     *
     * @return each backend with what was found, faulty providers included
     */
    public List<BackendStatus> diagnose(RuntimeConfig config) {
        Objects.requireNonNull(config, "config");
        List<BackendStatus> all = new ArrayList<>();
        for (AsyncRuntimeProvider provider : providers) {
            all.add(probe(provider, config));
        }
        all.addAll(broken);
        return all;
    }

    private static BackendStatus probe(AsyncRuntimeProvider provider, RuntimeConfig config) {
        Attempt attempt = Attempt.of(provider, BackendContext.direct(config, provider.name()));
        if (attempt.runtime() == null) {
            return attempt.status();
        }
        try {
            RuntimeInfo info = attempt.runtime().info();
            String runs = info.transport() + ", " + info.cores().size() + " cores";
            return status(provider, BackendStatus.State.AVAILABLE, runs, "");
        } finally {
            attempt.runtime().close();
        }
    }

    AsyncRuntime start(RuntimeConfig config) {
        Objects.requireNonNull(config, "config");
        String requested = config.get(RuntimeConfig.BACKEND).toLowerCase(Locale.ROOT);
        AsyncRuntime runtime = requested.equals(RuntimeConfig.AUTO) ? startBest(config) : startNamed(requested, config);
        RuntimeInfo info = runtime.info();
        info.selection().warnings().forEach(LOG::warn);
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "Plinth runs on {}, {} core(s): {}",
                    info.transport(),
                    info.cores().size(),
                    info.selection());
        }
        return runtime;
    }

    private AsyncRuntime startNamed(String name, RuntimeConfig config) {
        String origin = config.originOf(RuntimeConfig.BACKEND);
        AsyncRuntimeProvider provider = providers.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, origin));
        List<BackendStatus> others = new ArrayList<>();
        for (AsyncRuntimeProvider other : providers) {
            if (other != provider) {
                others.add(status(other, BackendStatus.State.NOT_TRIED, "not tried, '" + name + "' is required", ""));
            }
        }
        others.addAll(broken);
        Selection selection = selection(name, config, provider, others);
        Attempt attempt = Attempt.of(provider, new BackendContext(config, selection));
        if (attempt.runtime() != null) {
            return attempt.runtime();
        }
        BackendStatus failed = attempt.status();
        throw new BackendUnavailableException(
                "backend '" + name + "' was required (" + origin + ") but " + failed.reason() + "; "
                        + (failed.remedy().isEmpty() ? "" : failed.remedy() + ", or ")
                        + "set plinth.backend=auto to take the best one available",
                failed.reason(),
                failed.remedy(),
                attempt.error());
    }

    private AsyncRuntime startBest(RuntimeConfig config) {
        List<BackendStatus> passed = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            AsyncRuntimeProvider provider = providers.get(i);
            List<BackendStatus> others = new ArrayList<>(passed);
            for (AsyncRuntimeProvider lower : providers.subList(i + 1, providers.size())) {
                others.add(status(
                        lower,
                        BackendStatus.State.NOT_TRIED,
                        "not tried, priority " + lower.priority() + " is lower",
                        ""));
            }
            others.addAll(broken);
            Selection selection = selection(RuntimeConfig.AUTO, config, provider, others);
            Attempt attempt = Attempt.of(provider, new BackendContext(config, selection));
            if (attempt.runtime() != null) {
                return attempt.runtime();
            }
            passed.add(attempt.status());
        }
        passed.addAll(broken);
        throw passed.isEmpty()
                ? new BackendUnavailableException("there is no Plinth backend on the classpath", NONE_FOUND, null)
                : new BackendUnavailableException(
                        "no Plinth backend can run here: "
                                + passed.stream().map(BackendStatus::summary).collect(Collectors.joining("; ")),
                        NONE_FOUND,
                        null);
    }

    private Selection selection(
            String requested, RuntimeConfig config, AsyncRuntimeProvider chosen, List<BackendStatus> others) {
        return new Selection(
                requested,
                config.originOf(RuntimeConfig.BACKEND),
                chosen.name(),
                others,
                SettingsInVain.of(config, chosen, providers, others));
    }

    private UnknownBackendException unknown(String name, String origin) {
        StringBuilder text = new StringBuilder();
        text.append("unknown backend '")
                .append(name)
                .append("' (")
                .append(origin)
                .append("); known: ");
        text.append(providers.stream().map(AsyncRuntimeProvider::name).collect(Collectors.joining(", ", "[", "]")));
        if (!broken.isEmpty()) {
            text.append("; could not be loaded: ");
            text.append(broken.stream().map(BackendStatus::summary).collect(Collectors.joining("; ")));
        }
        text.append(". Add the backend's module to the classpath, or set plinth.backend=auto");
        return new UnknownBackendException(text.toString());
    }

    static BackendStatus status(
            AsyncRuntimeProvider provider, BackendStatus.State state, String reason, String remedy) {
        return new BackendStatus(provider.name(), provider.description(), provider.priority(), state, reason, remedy);
    }

    /** The outcome of one attempt to build a backend: a runtime, or what stood in the way. */
    private record Attempt(AsyncRuntime runtime, BackendStatus status, Throwable error) {

        static Attempt of(AsyncRuntimeProvider provider, BackendContext context) {
            try {
                AsyncRuntime runtime = provider.create(context);
                if (runtime == null) {
                    return failed(provider, BackendStatus.State.BROKEN, "its provider returned null", "", null);
                }
                return new Attempt(runtime, null, null);
            } catch (BackendUnavailableException e) {
                return failed(provider, BackendStatus.State.UNAVAILABLE, e.reason(), e.remedy(), e);
            } catch (ConfigException e) {
                throw e; // the user's to mend, whichever backend would be next
            } catch (RuntimeException | LinkageError e) {
                LOG.debug("Backend '{}' failed to start", provider.name(), e);
                return failed(provider, BackendStatus.State.BROKEN, "it failed to start: " + e, "", e);
            }
        }

        private static Attempt failed(
                AsyncRuntimeProvider provider,
                BackendStatus.State state,
                String reason,
                String remedy,
                Throwable error) {
            return new Attempt(null, BackendSelector.status(provider, state, reason, remedy), error);
        }
    }
}
