package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong arguments: an error that says what there is, at once, and exit code 2. */
class ArgumentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            compare mongodb                  | unknown adapter 'mongodb'; known: redis, connections, db, nats
            compare --workloads=nope         | unknown workload 'nope'; known: get-blocking-1, get-pipelined-64
            compare db --workloads=nope      | unknown workload 'nope'; known: select-1, select-8, select-64, rows-1,
            compare redis --workloads=rows-1 | unknown workload 'rows-1'; known: get-blocking-1, get-pipelined-64
            compare --peers=jedis            | unknown peer 'jedis'; known: stock, stock-epoll, stock-merged, vertx
            compare db --peers=jedis         | unknown peer 'jedis'; known: stock, vertx, hikari, hikari-platform, pgbench
            compare --callers=7              | no workload has 7 callers; there are some with 1, 4, 8, 64, 256, 1000
            compare --callers=1 --workloads=select-8 | no workload is left of --workloads and --callers
            compare db --redis=redis://h     | --redis=redis://h is of no use: no workload of that adapter is run
            compare --workloads=get-blocking-1 --db-url=x | --db-url=x is of no use: no workload of that adapter is run
            compare db --db-url=localhost    | --db-url=localhost is no PostgreSQL address: give postgresql://user
            compare db --db-url=postgresql://u@h/d?sslmode=require | has parameters, which the comparison would have
            compare --backends=kqueue        | unknown backend 'kqueue'; known:
            compare --rounds=0               | --rounds=0 is too few: at least 1
            compare --seconds=0.1            | --seconds=0.1 is out of range: 0.5 to 600
            compare --time=soon              | --time=soon is no time: give 20m, 90s or 1h30m
            compare --time=5s                | --time=5s is out of range: 10s to 168h
            compare --quick --time=20m       | --quick has a time of its own, about a minute for each adapter: leave out --quick or --time
            compare --time=20m --rounds=5 --seconds=1 | --time has nothing left to choose: leave out --time, --rounds or --seconds
            compare --time=1m --servers=embedded | --time=1m is too little: 3 rounds of 0.5 s take about
            compare --with=echo              | unknown benchmark 'echo'; known: pool, tasks
            compare --rate=0                 | --rate=0.0 is out of range: 1 to 10000000
            compare --baseline=/nowhere      | --baseline=/nowhere is no file that can be read
            compare --cores=0                | --cores=0 is out of range: 1 to 1024
            compare --json=/nowhere/at/all   | --json=/nowhere/at/all cannot be written: /nowhere/at does not exist
            compare --html=/                 | --html=/ cannot be written
            compare --redis=localhost        | --redis=localhost is no Redis address
            compare --servers=mongodb        | --servers=mongodb is neither auto, testcontainers or embedded nor an address
            compare redis --servers=nats://h | --servers=nats://h is of no use: no workload of NATS is run
            compare kafka --servers=kafka:h  | --servers=kafka:h is no Kafka address: give kafka://host:port
            compare --servers=embedded --image=redis=redis:7.4 | --image is of no use with --servers=embedded
            compare --servers=embedded --image=mongo=mongo:8 | --image=mongo=mongo:8 is of no server; known: redis, postgres, nats, kafka
            compare --frequency=3            | Unknown option: '--frequency=3'
            backends --backend=kqueue        | unknown backend 'kqueue'; known:
            backends --json=/nowhere/at/all  | --json=/nowhere/at/all cannot be written: /nowhere/at does not exist
            echo --server=tokio              | unknown server 'tokio'; known: plinth, netty-io_uring, netty-epoll, netty-nio,
            echo --cores=0                   | --cores=0 is out of range: 1 to 1024
            echo --port=70000                | --port=70000 is out of range: 0 to 65535
            echo --port=http                 | Invalid value for option '--port'
            echo --set plinth.core=1         | unknown setting 'plinth.core'; known: plinth.backend, plinth.close-timeout
            echo --set plinth.cores          | Value for option
            echo --server=netty-nio --backend=netty-nio | --backend and --set are Plinth's: --server=netty-nio has no use for them
            bench                            | which benchmark? Known: echo, tasks, pool
            bench echo --backends=kqueue     | unknown backend 'kqueue'; known:
            bench echo --servers=tokio       | unknown server 'tokio'; known: netty-io_uring, netty-epoll, netty-nio, jdk-virtualthreads
            bench echo --cases=64            | '64' is no case: give CONNECTIONSxDEPTH, such as 64x16
            bench echo --mode=alone          | unknown mode 'alone'; known: same, pin
            bench echo --rounds=0            | --rounds=0 is too few: at least 1
            bench echo --seconds=0           | --seconds=0.0 is out of range: 0.1 to 600
            bench echo --set plinth.core=1   | unknown setting 'plinth.core'; known: plinth.backend
            bench echo --html=/              | --html=/ cannot be written
            bench pool --sections=swim      | unknown section 'swim'; known: loops-1, loops-2, loops-64, threads-1, threads-2, threads-64, spread, balancers
            bench pool --backends=kqueue    | unknown backend 'kqueue'; known:
            bench tasks --sections=sleep     | unknown section 'sleep'; known: spawn-same-core, spawn-foreign-thread, round-trip, shares, idle
            bench tasks --tasks=0            | --tasks=0 is out of range: 1 to 10000000
            bench tasks --backends=kqueue    | unknown backend 'kqueue'; known:
            bench tasks --set plinth.core=1  | unknown setting 'plinth.core'; known: plinth.backend
            frobnicate                       | Unmatched argument at index 0: 'frobnicate'
            """)
    void areRefused(String arguments, String message) {
        Program program = Program.run(arguments.split(" "));

        assertThat(program.exitCode()).isEqualTo(2);
        assertThat(program.err()).contains(message).contains(" --help");
        assertThat(program.err().lines()).as("the error, and where help is").hasSizeLessThan(5);
        assertThat(program.out()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsNotMeasured() {
        Program program = Program.run("compare", "redis", "--servers=redis://user:secret@127.0.0.1:1");

        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err())
                .contains("plinth: Redis at 127.0.0.1:1 cannot be reached: ", "Does it run")
                .doesNotContain("secret");
    }

    @Test
    void noneShowsTheCommands() {
        Program program = Program.run();

        assertThat(program.exitCode()).isEqualTo(2);
        assertThat(program.err()).contains("backends", "compare");
    }

    @Test
    void helpIsGiven() {
        Program program = Program.run("compare", "--help");

        assertThat(program.exitCode()).isZero();
        assertThat(program.out())
                .contains(
                        "--quick", "--redis", "--db-url", "--callers", "--backends", "--json", "--html", "Exit codes");
    }
}
