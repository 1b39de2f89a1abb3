package dev.plinth.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: the arrows of the design. */
@AnalyzeClasses(packages = "dev.plinth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    private static final String API = "dev.plinth.api..";
    private static final String NETTY = "dev.plinth.netty..";
    private static final String BACKENDS = "dev.plinth.backend..";
    private static final String REDIS = "dev.plinth.redis..";
    private static final String DB = "dev.plinth.db..";
    private static final String NATS = "dev.plinth.nats..";
    private static final String KAFKA = "dev.plinth.kafka..";
    private static final String POOL = "dev.plinth.pool..";
    private static final String METRICS = "dev.plinth.micrometer..";
    private static final String[] TESTS = {
        "dev.plinth.tck..", "dev.plinth.servers..", "dev.plinth.cli..", "dev.plinth.it.."
    };

    @ArchTest
    static final ArchRule theApiNeedsReactorAndSlf4jAlone = classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(API, "java..", "javax.net.ssl..", "reactor..", "org.reactivestreams..", "org.slf4j..");

    @ArchTest
    static final ArchRule adaptersNeverSeeABackend = noClasses()
            .that()
            .resideInAnyPackage(REDIS, DB, NATS, KAFKA)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BACKENDS);

    @ArchTest
    static final ArchRule adaptersNeverSeeEachOther =
            slices().matching("dev.plinth.(redis|db|nats|kafka)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule backendsAndWhatTheyStandOnNeverSeeAnAdapter = noClasses()
            .that()
            .resideInAnyPackage(BACKENDS, NETTY, API, POOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(REDIS, DB, NATS, KAFKA);

    @ArchTest
    static final ArchRule theCommonPartsNeverSeeABackend = noClasses()
            .that()
            .resideInAnyPackage(API, NETTY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BACKENDS);

    @ArchTest
    static final ArchRule metricsNeedTheApiAndMicrometerAlone = classes()
            .that()
            .resideInAPackage(METRICS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(METRICS, API, "java..", "io.micrometer.core..");

    @ArchTest
    static final ArchRule thePoolNeedsTheApiAndResilience4jAlone = classes()
            .that()
            .resideInAPackage(POOL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    POOL,
                    API,
                    "java..",
                    "reactor..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "io.github.resilience4j..");

    @ArchTest
    static final ArchRule backendsNeverSeeEachOther =
            slices().matching("dev.plinth.backend.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule virtualThreadsNeedNoNetty = noClasses()
            .that()
            .resideInAPackage("dev.plinth.backend.virtualthreads..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", NETTY);

    @ArchTest
    static final ArchRule nothingPublishedSeesTheTests = noClasses()
            .that()
            .resideInAnyPackage(API, NETTY, BACKENDS, REDIS, DB, NATS, KAFKA, POOL, METRICS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TESTS);

    @ArchTest
    static final ArchRule backendsShowTheirProvidersOnly = classes()
            .that()
            .resideInAPackage(BACKENDS)
            .and()
            .haveModifier(JavaModifier.PUBLIC)
            .and()
            .areTopLevelClasses()
            .should()
            .implement(dev.plinth.api.AsyncRuntimeProvider.class);

    @ArchTest
    static final ArchRule nobodyPrints = noClasses()
            .that()
            .resideInAnyPackage(API, NETTY, BACKENDS, REDIS, DB, NATS, KAFKA, POOL, METRICS)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
