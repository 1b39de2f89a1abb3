package dev.plinth.cli.tasks;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.echo.EchoServers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** A runtime's cores; its settings are this JVM's system properties. */
final class PlinthWorkers implements Workers {

    private final AsyncRuntime runtime;

    PlinthWorkers(String backend, int cores) {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(cores).build());
    }

    @Override
    public void executeHere(Runnable task) {
        runtime.execute(task);
    }

    @Override
    public void execute(int worker, Runnable task) {
        runtime.execute(worker, task);
    }

    @Override
    public Executor queue(String name, int shares) {
        TaskQueue queue = runtime.taskQueue(name, Shares.of(shares), Latency.notImportant());
        return task -> queue.execute(0, task);
    }

    @Override
    public int listen() {
        return EchoServers.listen(runtime);
    }

    @Override
    public Map<String, String> facts() {
        RuntimeInfo info = runtime.info();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Reading.BACKEND, info.backend());
        facts.put(Reading.TRANSPORT, info.transport());
        facts.put(
                Reading.PLACEMENT,
                info.cores().stream().map(CoreInfo::placement).collect(Collectors.joining("; ")));
        facts.put(Reading.WARNINGS, String.join("; ", info.warnings()));
        return facts;
    }

    @Override
    public void close() {
        runtime.close();
    }
}
