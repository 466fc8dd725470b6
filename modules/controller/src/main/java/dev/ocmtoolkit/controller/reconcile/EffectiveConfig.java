// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.ConfigRef.Policy;
import dev.ocmtoolkit.controller.api.Face;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.World;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.config.ConfigReader;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.DockerConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration that holds for an object: its own Secrets and ConfigMaps in order, and those that objects it refers to pass on.
 *
 * <p>Only what is written in them counts ({@link Environment.Writer#OBJECT}). The environment, the files and the programs of the machine
 * that the controllers run on belong to somebody else than who writes objects.
 */
final class EffectiveConfig {
    private static final String OCM_KEY = ".ocmconfig";
    private static final String DOCKER_KEY = ".dockerconfigjson";
    private static final Set<String> KINDS =
            Set.of(OcmRepositoryKind.NAME, OcmRepositoryKind.SUCCESSOR, "Component", "Resource", "Replication");

    private EffectiveConfig() {}

    /**
     * Resolves references.
     *
     * @param owner the object that has them
     * @param refs its references, in order
     * @param parent what the object builds upon
     * @param face says what counts where a reference has no policy, and whether an object without references has those of its parent
     * @param world the other objects
     * @return references to Secrets and ConfigMaps only, each with its policy
     * @throws Failure INVALID or NOT_FOUND, in the words that the status shows
     */
    static List<ConfigRef> of(RawObject owner, List<ConfigRef> refs, RawObject parent, Face face, World world) {
        return refs.isEmpty() && face.inherits()
                ? effective(parent).stream().filter(EffectiveConfig::passes).toList()
                : of(owner, refs, face, world);
    }

    /** Resolves references of an object that builds upon no other. */
    static List<ConfigRef> of(RawObject owner, List<ConfigRef> refs, Face face, World world) {
        List<ConfigRef> all = new ArrayList<>();
        Set<ObjectId> passedOn = new HashSet<>();
        for (ConfigRef ref : refs) {
            Policy policy = ref.policy().orElse(face.defaultPolicy());
            if (ref.isData()) {
                all.add(ref.with(policy));
                continue;
            }
            RawObject found = find(owner, ref, world);
            for (ConfigRef entry : effective(found)) {
                // Each once: otherwise two objects that refer to each other would make the list grow for ever.
                if (passes(entry) && passedOn.add(entry.target())) {
                    all.add(entry.with(policy));
                }
            }
        }
        return List.copyOf(all);
    }

    private static RawObject find(RawObject owner, ConfigRef ref, World world) {
        ObjectId id = ref.target();
        if (ref.apiVersion().isEmpty()) {
            throw invalid("api version must be set for reference of kind %s".formatted(Text.printable(id.kind())));
        }
        if (!ref.apiVersion().equals(Group.API_VERSION) || !KINDS.contains(id.kind())) {
            throw invalid("unsupported reference kind: %s".formatted(Text.printable(id.kind())));
        }
        if (id.equals(owner.id())) {
            throw invalid("%s refers to itself in its ocmConfig".formatted(id));
        }
        return world.find(id).orElseThrow(() -> invalid("failed to fetch resource %s: not found".formatted(id)));
    }

    private static boolean passes(ConfigRef entry) {
        return entry.policy().filter(policy -> policy == Policy.PROPAGATE).isPresent();
    }

    /** What holds for an object, which all kinds tell in the same way. */
    static List<ConfigRef> effective(RawObject object) {
        return new OcmRepositoryKind().status(object).effectiveConfig();
    }

    /**
     * Reads configuration.
     *
     * @param refs Secrets and ConfigMaps
     * @param world the other objects
     * @return what they say together
     * @throws Failure in the words that the status shows, which never quote what was read
     */
    static OcmConfig load(List<ConfigRef> refs, World world) {
        OcmConfig config = OcmConfig.empty(Environment.OF_OBJECTS);
        for (ConfigRef ref : refs) {
            ObjectId id = ref.target();
            RawObject holder = world.find(id)
                    .orElseThrow(() -> invalid("configure context cannot fetch %s: not found".formatted(id)));
            config = config.plus(id.kind().equals("Secret") ? secret(holder, id) : configMap(holder, id));
        }
        return config;
    }

    private static OcmConfig secret(RawObject secret, ObjectId id) {
        Optional<byte[]> docker = data(secret, DOCKER_KEY);
        Optional<byte[]> ocm = data(secret, OCM_KEY);
        if (docker.isEmpty() && ocm.isEmpty()) {
            throw invalid("%s does not contain key \"%s\" or \"%s\"".formatted(id, OCM_KEY, DOCKER_KEY));
        }
        OcmConfig config = OcmConfig.empty(Environment.OF_OBJECTS);
        if (docker.isPresent()) {
            DockerConfig read = DockerConfig.of(docker.get(), DOCKER_KEY + " in " + id);
            if (read.defect().isPresent()) {
                throw invalid(read.defect().get());
            }
            config = config.plus(OcmConfig.of(
                    new ConfiguredCredentials(List.of(), List.of(read), List.of(), Environment.OF_OBJECTS)));
        }
        return ocm.isPresent() ? config.plus(parse(ocm.get(), id)) : config;
    }

    private static OcmConfig configMap(RawObject map, ObjectId id) {
        JsonNode text = map.json().path("data").path(OCM_KEY);
        if (!text.isTextual()) {
            throw invalid("ocm configuration config map %s does not contain key \"%s\""
                    .formatted(id.namespace() + "/" + id.name(), OCM_KEY));
        }
        return parse(text.textValue().getBytes(StandardCharsets.UTF_8), id);
    }

    private static OcmConfig parse(byte[] text, ObjectId id) {
        return new ConfigReader(Environment.OF_OBJECTS).parse(text, OCM_KEY + " in " + id);
    }

    private static Optional<byte[]> data(RawObject secret, String key) {
        JsonNode value = secret.json().path("data").path(key);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(value.textValue()));
        } catch (IllegalArgumentException e) {
            throw invalid("%s of %s is no base64".formatted(key, secret.id()));
        }
    }

    private static Failure invalid(String sentence) {
        return new Failure(Failure.Kind.INVALID, sentence);
    }

    /** What an object's configuration depends on. */
    static Set<ObjectId> watched(ApiObject<?, ?> object, List<ConfigRef> own, List<ConfigRef> effective) {
        Set<ObjectId> all = new LinkedHashSet<>();
        own.forEach(ref -> all.add(ref.target()));
        effective.forEach(ref -> all.add(ref.target()));
        all.remove(object.id());
        return all;
    }
}
