// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The conformance suite of the OCI distribution specification, as its authors wrote it: pull, push, discovery and management, with
 * nothing left out that the version of the specification has.
 */
@EnabledIfEnvironmentVariable(
        named = ConformanceIT.SUITE,
        matches = ".+",
        disabledReason = "the OCI conformance suite is not there: ./check builds it, or set OCM_CONFORMANCE to what "
                + "modules/acceptance/conformance-suite prints")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConformanceIT {
    static final String SUITE = "OCM_CONFORMANCE";

    private static final Pattern SERVING = Pattern.compile("serving .* at http://(\\S+)");
    private static final Pattern ROW = Pattern.compile("  (\\S.*?)\\.*: +(Pass|FAIL|Skip|Disabled|Error|Unknown)");

    /** What the suite tests. */
    enum Specification {
        RELEASED("1.1"),
        DRAFT("dev");

        private final String version;

        Specification(String version) {
            this.version = version;
        }

        /** The rows of its report that the suite leaves out by itself. */
        private List<String> without() {
            return switch (this) {
                case RELEASED ->
                    List.of("Manifest put with tag params", "Sparse Manifests", "Tag Param", "Tag Param sha512");
                case DRAFT -> List.of("Sparse Manifests");
            };
        }
    }

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @EnumSource
    void aServedArchiveConforms(Specification specification) throws Exception {
        try (RunningProgram serving = new Program(scratch.resolve("work"))
                .start("serve", "--writable", "archive", "--listen", "127.0.0.1:0")) {
            Matcher address = SERVING.matcher(serving.awaitLine("serving "));
            assertThat(address.find()).isTrue();

            conforms(address.group(1), specification);

            assertThat(serving.err()).isEmpty();
        }
    }

    @Test
    void aRegistryInMemoryConforms() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), any, ServerOptions.readWrite())) {
            conforms("127.0.0.1:" + server.address().getPort(), Specification.RELEASED);
        }
    }

    private void conforms(String registry, Specification specification) throws Exception {
        Program.Result result = runSuite(registry, specification);

        Map<String, String> rows = new TreeMap<>();
        result.out().lines().map(ROW::matcher).filter(Matcher::matches).forEach(r -> rows.put(r.group(1), r.group(2)));
        specification.without().forEach(row -> assertThat(rows.remove(row)).isEqualTo("Disabled"));
        assertThat(rows.values())
                .as(result.out())
                .hasSizeGreaterThanOrEqualTo(40)
                .containsOnly("Pass");
        assertThat(states()).hasSizeGreaterThanOrEqualTo(600).containsOnly("passed");
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private Program.Result runSuite(String registry, Specification specification) {
        ProcessBuilder suite = new ProcessBuilder(System.getenv(SUITE)).directory(scratch.toFile());
        suite.environment().clear();
        suite.environment()
                .putAll(Map.of(
                        "OCI_REGISTRY",
                        registry,
                        "OCI_TLS",
                        "disabled",
                        "OCI_VERSION",
                        specification.version,
                        "OCI_API_BLOBS_UPLOAD_CANCEL",
                        "true",
                        "OCI_RESULTS_DIR",
                        scratch.toString()));
        try (RunningProgram running = RunningProgram.start(suite)) {
            return running.await();
        }
    }

    /** How each single test ended. */
    private List<String> states() throws Exception {
        var parsers = DocumentBuilderFactory.newDefaultInstance();
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        NodeList cases;
        try (var report = Files.newInputStream(scratch.resolve("junit.xml"))) {
            cases = parsers.newDocumentBuilder().parse(report).getElementsByTagName("testcase");
        }
        return IntStream.range(0, cases.getLength())
                .mapToObj(i -> ((Element) cases.item(i)).getAttribute("status"))
                .toList();
    }
}
