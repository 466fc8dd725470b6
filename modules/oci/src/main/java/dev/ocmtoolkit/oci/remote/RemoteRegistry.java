// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.WriteScope;
import dev.ocmtoolkit.oci.http.Address;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.Scope;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A registry behind HTTP, with the credentials and the cancellation of one run. Every answer of it stands at once. */
public final class RemoteRegistry implements OciRegistry {
    /** Docker Hub is known by names at which it serves no registry. */
    private static final Set<String> DOCKER_HUB = Set.of("docker.io", "index.docker.io");

    private static final WriteScope NO_SCOPE = new WriteScope() {
        @Override
        public void commit() {}

        @Override
        public void close() {}
    };

    private final OriginHttp http;
    private final String registry;
    private final Object referrersLock = new Object();

    /**
     * A registry; nothing is asked of it.
     *
     * @param origins the process's connections
     * @param scheme {@code https} or {@code http}
     * @param hostPort its name, with a port if that is not the scheme's own
     * @param credentials asked when the registry wants any
     * @param cancellation ends everything this registry does
     * @throws Failure INVALID when the name is malformed
     */
    public RemoteRegistry(
            Origins origins, String scheme, String hostPort, Credentials credentials, Cancellation cancellation) {
        Address address = Address.parse(scheme, DOCKER_HUB.contains(hostPort) ? "registry-1.docker.io" : hostPort);
        this.registry = hostPort;
        this.http = new OriginHttp(origins.origin(address), hostPort, credentials, cancellation);
    }

    /** {@return {@code scheme://host:port}, in lower case and with the port in any case} */
    @Override
    public String origin() {
        return http.origin().address().toString();
    }

    @Override
    public OciStore repository(String name) {
        return new RemoteRepository(http, registry, RepositoryName.checked(name), referrersLock);
    }

    @Override
    public Stream<String> repositories() {
        HttpCall call = HttpCall.of(
                        "GET", http.uri("/v2/_catalog?n=" + Pages.ENTRIES), "list of repositories of " + registry)
                .needs("", new Scope(Map.of("registry:catalog", new TreeSet<>(Set.of("*")))));
        return Pages.stream(http, call, content -> Pages.names(content, "repositories", call.what()));
    }

    /** {@return a scope without effect} */
    @Override
    public WriteScope begin() {
        return NO_SCOPE;
    }

    /** Does nothing: the connections belong to {@link Origins}. */
    @Override
    public void close() {}
}
