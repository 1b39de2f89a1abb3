package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broken or foreign provider on the classpath is listed and skipped. */
class ProviderScanTest {

    @TempDir
    Path folder;

    /** Sound. */
    public static class Sound extends StubProvider {
        public Sound() {
            super("sound", 1);
        }
    }

    /** Its constructor throws. */
    public static class Throwing extends StubProvider {
        public Throwing() {
            super("throwing", 9);
            throw new IllegalStateException("no luck today");
        }
    }

    /** Made for another SPI. */
    public static class Foreign extends StubProvider {
        public Foreign() {
            super("foreign", 9);
        }

        @Override
        public int spiVersion() {
            return 77;
        }
    }

    /** A name that is taken. */
    public static class Double extends StubProvider {
        public Double() {
            super("sound", 9);
        }
    }

    private BackendSelector scan(String... classes) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(AsyncRuntimeProvider.class.getName()), String.join("\n", classes));
        URL[] path = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
            return ProviderScan.scan(loader);
        }
    }

    private static RuntimeConfig auto() {
        return RuntimeConfig.builder()
                .sources(Map.<String, String>of()::get, Map.<String, String>of()::get)
                .build();
    }

    @Test
    void faultyProvidersAreListedAndTheSoundOneRuns() throws IOException {
        // a class file of a Java that does not exist yet (version 99)
        Path tooNew = Files.createDirectories(folder.resolve("far")).resolve("Future.class");
        byte[] header = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 99, 0, 1};
        Files.write(tooNew, header);

        BackendSelector selector = scan(
                "far.Future",
                Throwing.class.getName(),
                "no.such.Provider",
                ProviderScanTest.class.getName(),
                Sound.class.getName(),
                Foreign.class.getName(),
                Double.class.getName());

        assertThat(selector.providers()).extracting(AsyncRuntimeProvider::name).containsExactly("sound");
        Selection selection = selector.start(auto()).info().selection();
        assertThat(selection.chosen()).isEqualTo("sound");
        assertThat(selection.others())
                .hasSize(6)
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(BackendStatus.State.BROKEN));
        assertThat(selection.toString())
                .contains("far/Future")
                .contains("Throwing")
                .contains("no luck today")
                .contains("no.such.Provider")
                .contains("dev.plinth.api.ProviderScanTest not a subtype")
                .contains("made for version 77 of the SPI, this is version 1")
                .contains("its name 'sound' is taken");
    }

    @Test
    void anUnknownNameTellsWhatCouldNotBeLoaded() throws IOException {
        BackendSelector selector = scan(Throwing.class.getName(), Sound.class.getName());
        RuntimeConfig config = RuntimeConfig.builder().backend("throwing").build();

        assertThatThrownBy(() -> selector.start(config))
                .isInstanceOf(UnknownBackendException.class)
                .hasMessageContaining("known: [sound]")
                .hasMessageContaining("could not be loaded")
                .hasMessageContaining("Throwing");
    }
}
