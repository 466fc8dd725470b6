// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCacheTest {
    private static final Tag TAG = new Tag("1.0.0");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final MemoryRegistry registry = new MemoryRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final RegistryServer server =
            RegistryServer.start(registry, ANY_PORT, ServerOptions.readWrite().withListener(this::tell));
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final ContentCache cache = new ContentCache(ContentCache.LIMIT);

    @AfterEach
    void close() {
        origins.close();
        server.close();
    }

    private void tell(Served served) {
        asked.add(served.method());
    }

    @Test
    void whatDidNotChangeIsAskedForAndNotRead() {
        Document image = Images.put(registry.repository("r"), "1.0.0", "one");
        assertThat(cache.find(store("r"), TAG)).contains(image);
        assertThat(asked).containsExactly("GET");
        asked.clear();

        assertThat(cache.find(store("r"), TAG)).contains(image);
        assertThat(asked).containsExactly("HEAD");
        assertThat(cache.manifest(store("r"), image.digest())).isEqualTo(image);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatChangedIsRead() {
        Images.put(registry.repository("r"), "1.0.0", "one");
        cache.find(store("r"), TAG);
        Document changed = Images.put(registry.repository("r"), "1.0.0", "two");

        assertThat(cache.find(store("r"), TAG)).contains(changed);

        registry.repository("r").deleteTag(TAG);
        assertThat(cache.find(store("r"), TAG)).isEmpty();
    }

    @Test
    void aBlobIsReadOnce() {
        Descriptor blob = Images.blob(registry.repository("r"), "text/plain", "text");

        assertThat(cache.blob(store("r"), blob, 100)).asString().isEqualTo("text");
        assertThat(cache.blob(store("r"), blob, 100)).asString().isEqualTo("text");

        assertThat(asked).containsExactly("GET");
    }

    @Test
    void anotherRepositoryHasToHaveIt() {
        Document image = Images.put(registry.repository("r"), "1.0.0", "one");
        Descriptor blob = Images.blob(registry.repository("r"), "text/plain", "text");
        cache.find(store("r"), TAG);
        cache.blob(store("r"), blob, 100);

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> cache.manifest(store("other"), image.digest()));
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> cache.blob(store("other"), blob, 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void whoMayNotReadItGetsNothing(int status) throws IOException {
        byte[] manifest = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        int[] answer = {200};
        HttpServer changing = HttpServer.create(ANY_PORT, 0);
        changing.createContext("/", exchange -> {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer[0], head || answer[0] != 200 ? -1 : manifest.length);
            if (!head && answer[0] == 200) {
                exchange.getResponseBody().write(manifest);
            }
            exchange.close();
        });
        changing.start();
        try {
            OciStore store = new RemoteRegistry(
                            origins,
                            "http",
                            "127.0.0.1:" + changing.getAddress().getPort(),
                            Credentials.NONE,
                            new Cancellation())
                    .repository("r");
            assertThat(cache.find(store, TAG)).isPresent();

            answer[0] = status;

            assertThatExceptionOfType(Failure.class).isThrownBy(() -> cache.find(store, TAG));
        } finally {
            changing.stop(0);
        }
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() {
        Images.put(registry.repository("a"), "1.0.0", "one");
        Images.put(registry.repository("b"), "1.0.0", "two");
        Images.put(registry.repository("c"), "1.0.0", "three");
        ContentCache small = new ContentCache(2_500);
        for (String name : List.of("a", "b", "a", "c")) {
            small.find(store(name), TAG);
        }
        asked.clear();

        small.find(store("a"), TAG);
        assertThat(asked).containsExactly("HEAD");
        small.find(store("b"), TAG);
        assertThat(asked).containsExactly("HEAD", "GET");
    }

    @Test
    void nothingIsKeptWithoutRoom() {
        Images.put(registry.repository("r"), "1.0.0", "one");
        ContentCache.NONE.find(store("r"), TAG);
        ContentCache.NONE.find(store("r"), TAG);
        assertThat(asked).containsExactly("GET", "GET");
    }

    private OciStore store(String name) {
        String address = "127.0.0.1:" + server.address().getPort();
        return new RemoteRegistry(origins, "http", address, Credentials.NONE, new Cancellation()).repository(name);
    }
}
