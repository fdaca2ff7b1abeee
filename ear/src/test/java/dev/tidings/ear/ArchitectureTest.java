package dev.tidings.ear;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceContext;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What may know what. A class is judged with its nested ones: they follow the name of the file they are in. */
@AnalyzeClasses(packages = "dev.tidings", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {
        "dev.tidings.batch..",
        "dev.tidings.cluster..",
        "dev.tidings.container..",
        "dev.tidings.conversation..",
        "dev.tidings.database..",
        "dev.tidings.deadletter..",
        "dev.tidings.fault..",
        "dev.tidings.history..",
        "dev.tidings.hook..",
        "dev.tidings.mailbox..",
        "dev.tidings.message..",
        "dev.tidings.mongodb..",
        "dev.tidings.offline..",
        "dev.tidings.presence..",
        "dev.tidings.push..",
        "dev.tidings.queue..",
        "dev.tidings.rate..",
        "dev.tidings.receipt..",
        "dev.tidings.reconcile..",
        "dev.tidings.redis..",
        "dev.tidings.seq..",
        "dev.tidings.token..",
        "dev.tidings.user..",
    };

    /** A package that is in no layer fails here: whoever adds one says where it belongs. */
    @ArchTest
    static final ArchRule modulesPointInwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("gateway")
            .definedBy("dev.tidings.gateway..")
            .layer("msg")
            .definedBy("dev.tidings.msg..")
            .layer("transfer")
            .definedBy("dev.tidings.transfer..")
            .layer("push")
            .definedBy("dev.tidings.pushing..", "dev.tidings.offlinepush..", "dev.tidings.provider..")
            .layer("events")
            .definedBy("dev.tidings.events..")
            .layer("core")
            .definedBy(CORE)
            .layer("omtp")
            .definedBy("dev.tidings.omtp..")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("msg", "core", "omtp")
            .whereLayer("msg")
            .mayOnlyAccessLayers("core", "omtp")
            .whereLayer("transfer")
            .mayOnlyAccessLayers("core", "omtp")
            .whereLayer("push")
            .mayOnlyAccessLayers("core", "omtp")
            .whereLayer("events")
            .mayOnlyAccessLayers("core", "omtp")
            .whereLayer("core")
            .mayOnlyAccessLayers("omtp")
            .whereLayer("omtp")
            .mayNotAccessAnyLayer()
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.tidings.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule redisIsKnownToItsAdaptersAlone = noClasses()
            .that(not(fileNamed("Redis*", name -> name.startsWith("Redis"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule mongoIsKnownToItsAdaptersAlone = noClasses()
            .that(not(fileNamed("Mongo*", name -> name.startsWith("Mongo"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..");

    /** A row is the other half of its adapter; {@code HistorySql} has the statements that are too long for theirs. */
    @ArchTest
    static final ArchRule sqlIsKnownToItsAdaptersAlone = noClasses()
            .that(not(fileNamed(
                            "MySql*, *Row or *Sql",
                            name -> name.startsWith("MySql") || name.endsWith("Row") || name.endsWith("Sql"))
                    .or(resideInAnyPackage("dev.tidings.database"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "jakarta.persistence..", "org.flywaydb..", "com.mysql..");

    @ArchTest
    static final ArchRule jmsIsKnownToItsAdaptersAndListenersAlone = noClasses()
            .that(not(fileNamed("Jms* or *Listener", name -> name.startsWith("Jms") || name.endsWith("Listener"))
                    .or(resideInAnyPackage("dev.tidings.container"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.jms..");

    @ArchTest
    static final ArchRule httpIsKnownToItsAdaptersAlone = noClasses()
            .that(not(fileNamed("Http*", name -> name.startsWith("Http"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule theDataGridIsKnownToItsAdaptersAlone = noClasses()
            .that(not(fileNamed("Hazelcast*", name -> name.startsWith("Hazelcast"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    /** Connections are shared by the adapters of several packages, and so have a package of their own and are public. */
    @ArchTest
    static final ArchRule adaptersAreHidden = classes()
            .that(fileNamed(
                    "Redis*, Mongo*, MySql*, Jms* or Hazelcast*",
                    name -> Stream.of("Redis", "Mongo", "MySql", "Jms", "Hazelcast")
                            .anyMatch(name::startsWith)))
            .and(not(resideInAnyPackage("dev.tidings.redis", "dev.tidings.mongodb")))
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule valuesKnowNoContainer = noClasses()
            .that()
            .resideInAPackage("dev.tidings.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "javax..", "org.eclipse.microprofile..");

    /** The one clock is made in {@code ContainerResources}; everyone else is given it, and tests give their own. */
    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .that(not(resideInAnyPackage("dev.tidings.container")))
            .should()
            .callMethodWhere(describe("the time is asked for without a clock", ArchitectureTest::asksForTheTime))
            .orShould()
            .callConstructor(Date.class);

    @ArchTest
    static final ArchRule nobodyUsesJavaUtilLogging = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule nobodyWritesToTheConsole = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    /** What only the container's own injection knows: its scheduler, which is no bean, and a session bean's reference. */
    private static final Set<String> FIELDS_OF_THE_CONTAINER =
            Set.of("dev.tidings.gateway.socket.Lobby.scheduler", "dev.tidings.gateway.socket.SessionBeans.messages");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields()
            .that(describe("are not the container's", field -> !FIELDS_OF_THE_CONTAINER.contains(field.getFullName())))
            .should()
            .beAnnotatedWith(Inject.class)
            .orShould()
            .beAnnotatedWith(Resource.class)
            .orShould()
            .beAnnotatedWith(EJB.class)
            .orShould()
            .beAnnotatedWith(PersistenceContext.class)
            .orShould()
            .beAnnotatedWith(Context.class)
            .orShould()
            .beAnnotatedWith(ConfigProperty.class);

    @ArchTest
    static final ArchRule doorsHoldNoPorts = classes()
            .that()
            .areAnnotatedWith(MessageDriven.class)
            .or()
            .areAnnotatedWith(ServerEndpoint.class)
            .or()
            .areAnnotatedWith(Path.class)
            .should(holdNoPort());

    private static DescribedPredicate<JavaClass> fileNamed(
            String description, java.util.function.Predicate<String> name) {
        return describe(
                "are in a file named " + description,
                type -> name.test(outermost(type).getSimpleName()));
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static boolean asksForTheTime(JavaMethodCall call) {
        String owner = call.getTargetOwner().getFullName();
        String method = call.getTarget().getName();
        return (owner.equals("java.lang.System") && method.equals("currentTimeMillis"))
                || (owner.equals("java.time.Clock") && method.startsWith("system"))
                || (owner.startsWith("java.time.")
                        && method.equals("now")
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    private static ArchCondition<JavaClass> holdNoPort() {
        Set<String> core = Set.of(CORE);
        return new ArchCondition<>(
                "hold no port of the core, only collaborators of their own module or session beans") {
            @Override
            public void check(JavaClass door, ConditionEvents events) {
                for (JavaField field : door.getFields()) {
                    JavaClass type = field.getRawType();
                    boolean port = type.isInterface() && core.contains(type.getPackageName() + "..");
                    if (port) {
                        events.add(SimpleConditionEvent.violated(
                                door, field.getFullName() + " is the port " + type.getName()));
                    }
                }
            }
        };
    }
}
