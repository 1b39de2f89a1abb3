package dev.plinth.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the providers one by one, so that a faulty one does not take the others down. */
final class ProviderScan {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderScan.class);

    /** A provider list that yields nothing but errors must end some time. */
    private static final int MAX_FAULTS = 100;

    private final List<AsyncRuntimeProvider> sound = new ArrayList<>();
    private final List<BackendStatus> broken = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ProviderScan() {}

    static BackendSelector scan(ClassLoader loader) {
        ProviderScan scan = new ProviderScan();
        Iterator<AsyncRuntimeProvider> iterator =
                ServiceLoader.load(AsyncRuntimeProvider.class, loader).iterator();
        while (scan.broken.size() < MAX_FAULTS) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                scan.add(iterator.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                // LinkageError covers a class file that is too new for this JVM
                scan.reject("(provider)", explain(e), e);
            }
        }
        return new BackendSelector(scan.sound, scan.broken);
    }

    private static String explain(Throwable error) {
        Throwable cause = error.getCause();
        return cause == null ? String.valueOf(error.getMessage()) : error.getMessage() + ": " + cause;
    }

    private void add(AsyncRuntimeProvider provider) {
        String className = provider.getClass().getName();
        if (provider.spiVersion() != AsyncRuntimeProvider.SPI_VERSION) {
            reject(
                    className,
                    "made for version " + provider.spiVersion() + " of the SPI, this is version "
                            + AsyncRuntimeProvider.SPI_VERSION,
                    null);
        } else if (provider.name() == null || provider.description() == null) {
            reject(className, "it has no name or no description", null);
        } else if (provider.name().equals(RuntimeConfig.AUTO) || !names.add(provider.name())) {
            reject(className, "its name '" + provider.name() + "' is taken", null);
        } else {
            sound.add(provider);
        }
    }

    private void reject(String name, String reason, Throwable error) {
        LOG.warn("A Plinth backend is skipped: {}: {}", name, reason);
        LOG.debug("The error was", error);
        broken.add(new BackendStatus(
                name,
                "",
                0,
                BackendStatus.State.BROKEN,
                "faulty provider, skipped: " + reason,
                "update or remove the library that brings it"));
    }
}
