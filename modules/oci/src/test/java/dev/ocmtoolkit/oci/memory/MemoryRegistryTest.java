// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciRegistryContract;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryRegistryTest extends OciRegistryContract {
    @Override
    protected OciRegistry newRegistry() {
        return new MemoryRegistry();
    }

    @Test
    void twoRegistriesAreTwoOrigins() {
        assertThat(new MemoryRegistry().origin()).isNotEqualTo(new MemoryRegistry().origin());
    }

    @Test
    void aBlobBelongsToItsRepository() {
        MemoryRegistry registry = new MemoryRegistry();
        byte[] content = "mine".getBytes(StandardCharsets.UTF_8);
        put(registry.repository("a"), content);

        assertThat(registry.repository("b").blob(Digest.of(content))).isEmpty();
    }
}
