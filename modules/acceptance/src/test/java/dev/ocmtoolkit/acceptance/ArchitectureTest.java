// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the architecture. The table of ARCHITECTURE.md is their input, so that neither can drift. */
class ArchitectureTest {
    /** What the table leaves out in front of each package. */
    static final String ROOT = "dev.ocmtoolkit.";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.ocmtoolkit");

    private final ImportTable table = ImportTable.read(Path.of(System.getProperty("project.root"), "ARCHITECTURE.md"));

    ArchitectureTest() throws IOException {}

    @Test
    void everyPackageImportsOnlyWhatItsRowNames() {
        assertThat(OURS.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(use -> !table.allows(
                                inTable(use.getOriginClass().getPackageName()),
                                use.getTargetClass().getBaseComponentType().getPackageName()))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void everyPackageHasARow() {
        assertThat(table.rows().keySet()).containsAll(packages());
    }

    @Test
    void everyRowIsAPackage() {
        assertThat(packages()).containsAll(table.rows().keySet());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.ocmtoolkit.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void noNameSaysNothing() {
        // "Credential helper" is Docker's own name for the programs that keep its passwords.
        noClasses()
                .that()
                .doNotHaveSimpleName("CredentialHelper")
                .should()
                .haveSimpleNameContaining("Util")
                .orShould()
                .haveSimpleNameContaining("Helper")
                .orShould()
                .haveSimpleNameContaining("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(OURS);
    }

    /** What {@link OciSource#openBlob} gives is unverified: only the reader that verifies it may see it, and the server. */
    @Test
    void unverifiedBytesAreReadInTwoPlacesOnly() {
        noClasses()
                .that(not(assignableTo(VerifiedReader.class)).and(not(resideInAPackage("dev.ocmtoolkit.oci.server"))))
                .should()
                .callMethodWhere(target(name("openBlob")).and(target(owner(assignableTo(OciSource.class)))))
                .check(OURS);
    }

    @Test
    void picocliStaysInTheCommand() {
        noClasses()
                .that(not(resideInAPackage("dev.ocmtoolkit.cli")))
                .should()
                .dependOnClassesThat(resideInAPackage("picocli.."))
                .check(OURS);
    }

    private static Set<String> packages() {
        return OURS.stream().map(type -> inTable(type.getPackageName())).collect(Collectors.toSet());
    }

    private static String inTable(String packageName) {
        return packageName.substring(ROOT.length());
    }
}
