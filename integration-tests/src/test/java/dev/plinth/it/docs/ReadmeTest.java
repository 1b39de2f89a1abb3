package dev.plinth.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.pool.PoolConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The README names what there is. */
class ReadmeTest {

    static String readme() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("mvnw")) ? here : here.getParent();
        return Files.readString(root.resolve("README.md"));
    }

    static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeConfig.keys());
        BackendSelector.onClasspath().providers().forEach(provider -> keys.addAll(provider.configKeys()));
        ServiceLoader.load(AdapterProvider.class).forEach(provider -> keys.addAll(provider.configKeys()));
        keys.addAll(PoolConfig.keys());
        return keys;
    }

    /** A row of the settings' table, as it has to stand in the README. */
    static String row(ConfigKey<?> key) {
        return "| `" + key.name() + "` | " + key.defaultText() + " | " + key.unit() + " | " + key.description() + " |";
    }

    @Test
    void everySettingIsInTheTableWithItsUnitAndDefault() throws IOException {
        String readme = readme();
        assertThat(keys()).isNotEmpty().allSatisfy(key -> assertThat(readme).contains(row(key)));
    }

    @Test
    void everyBackendIsInTheTable() throws IOException {
        String readme = readme();
        assertThat(BackendSelector.onClasspath().providers())
                .extracting(AsyncRuntimeProvider::name)
                .hasSize(4)
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }
}
