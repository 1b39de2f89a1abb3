package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ConnectionFactoryProvider;
import io.r2dbc.spi.Option;
import java.util.Objects;
import java.util.Set;

/**
 * R2DBC finds Plinth by it: {@code r2dbc:plinth:postgresql://user:password@host/database}. The connections are on the
 * runtime that {@link #RUNTIME} names, else on one for the whole process, which is started at the first use with
 * what system properties and environment say, and ends with the JVM.
 */
public final class PlinthConnectionFactoryProvider implements ConnectionFactoryProvider {

    /** The driver's name in an R2DBC URL. */
    public static final String DRIVER = "plinth";

    /** The runtime that carries the connections. */
    public static final Option<AsyncRuntime> RUNTIME = Option.valueOf("plinthRuntime");

    /** How they behave; by default what the runtime's configuration says. */
    public static final Option<DbOptions> OPTIONS = Option.valueOf("plinthOptions");

    static final Set<Option<?>> KNOWN = Set.of(
            RUNTIME,
            OPTIONS,
            ConnectionFactoryOptions.DRIVER,
            ConnectionFactoryOptions.PROTOCOL,
            ConnectionFactoryOptions.SSL,
            ConnectionFactoryOptions.HOST,
            ConnectionFactoryOptions.PORT,
            ConnectionFactoryOptions.USER,
            ConnectionFactoryOptions.PASSWORD,
            ConnectionFactoryOptions.DATABASE);

    /** For {@link java.util.ServiceLoader}. */
    public PlinthConnectionFactoryProvider() {}

    /** @throws ConfigException if an option is not known or cannot be used; the message names it */
    @Override
    public PlinthConnectionFactory create(ConnectionFactoryOptions options) {
        AsyncRuntime runtime = (AsyncRuntime) options.getValue(RUNTIME);
        if (runtime == null) {
            runtime = Shared.RUNTIME;
        }
        DbOptions given = (DbOptions) options.getValue(OPTIONS);
        return new PlinthConnectionFactory(DbClient.create(
                runtime,
                FactoryOptions.target(options, KNOWN),
                given != null ? given : DbOptions.builder(runtime.config()).build()));
    }

    @Override
    public boolean supports(ConnectionFactoryOptions options) {
        Objects.requireNonNull(options, "options");
        return DRIVER.equals(options.getValue(ConnectionFactoryOptions.DRIVER));
    }

    @Override
    public String getDriver() {
        return DRIVER;
    }

    /** Started when somebody needs it. */
    private static final class Shared {

        static final AsyncRuntime RUNTIME = start();

        private static AsyncRuntime start() {
            AsyncRuntime runtime = AsyncRuntime.create();
            Runtime.getRuntime().addShutdownHook(new Thread(runtime::close, "plinth-shutdown"));
            return runtime;
        }
    }
}
