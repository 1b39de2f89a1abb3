package dev.plinth.benchmarks.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** HikariCP, with the limits that ours has. */
final class Hikari implements ThreadPool {

    private final HikariDataSource pool;

    Hikari() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(stub(DataSource.class));
        config.setMaximumPoolSize(LoopPool.MAX);
        config.setConnectionTimeout(30_000);
        pool = new HikariDataSource(config);
    }

    @Override
    public void cycle() throws SQLException {
        pool.getConnection().close();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Does nothing. HikariCP calls one method of a connection in each cycle (clearWarnings), which costs some ns this way. */
    private static <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answer(method)));
    }

    private static Object answer(Method method) {
        Class<?> type = method.getReturnType();
        if (type == void.class) {
            return null;
        }
        if (type == Connection.class) {
            return stub(Connection.class);
        }
        if (type == boolean.class) {
            return method.getName().equals("isValid");
        }
        return type == int.class ? Integer.valueOf(1) : null;
    }
}
