// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where configuration is: in a Secret, in a ConfigMap, or where another object has it.
 *
 * @param apiVersion the version of the kind; empty where the manifest names none
 * @param target kind, namespace and name
 * @param policy whether others that refer to this object get it too; empty where the manifest does not say
 */
public record ConfigRef(String apiVersion, ObjectId target, Optional<Policy> policy) {
    /** Whether configuration is passed on. */
    public enum Policy {
        /** It is. */
        PROPAGATE("Propagate"),
        /** It is not. */
        DO_NOT_PROPAGATE("DoNotPropagate");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        static Policy parse(String text, String where) {
            for (Policy policy : values()) {
                if (policy.word.equals(text)) {
                    return policy;
                }
            }
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s has the policy \"%s\": Propagate or DoNotPropagate is needed"
                            .formatted(where, Text.printable(text)));
        }
    }

    /** {@return whether it is a Secret or a ConfigMap} */
    public boolean isData() {
        return target.kind().equals("Secret") || target.kind().equals("ConfigMap");
    }

    /**
     * The same with a policy.
     *
     * @param other the policy
     * @return the reference
     */
    public ConfigRef with(Policy other) {
        return new ConfigRef(isData() && apiVersion.isEmpty() ? "v1" : apiVersion, target, Optional.of(other));
    }

    /** Gives the references of a spec that have no policy this one. */
    static void fillIn(ObjectNode spec, Policy policy) {
        for (JsonNode entry : spec.path("ocmConfig")) {
            if (entry instanceof ObjectNode ref && !ref.hasNonNull("policy")) {
                ref.put("policy", policy.word);
            }
        }
    }

    /** Reads a list of references as it stands in a manifest or in a status. */
    static List<ConfigRef> list(Fields fields, String name, String ownNamespace) {
        List<ConfigRef> all = new ArrayList<>();
        for (Fields one : fields.objects(name)) {
            one.only("apiVersion", "kind", "name", "namespace", "policy");
            String namespace = one.text("namespace").orElse(ownNamespace);
            ObjectId target = new ObjectId(one.required("kind"), namespace, one.required("name"));
            Optional<Policy> policy = one.text("policy").map(text -> Policy.parse(text, one.where()));
            all.add(new ConfigRef(one.text("apiVersion").orElse(""), target, policy));
        }
        return all;
    }

    static List<ConfigRef> ofStatus(JsonNode status) {
        try {
            return list(new Fields(status, "status"), "effectiveOCMConfig", "");
        } catch (Failure notOurs) {
            return List.of();
        }
    }

    static void write(List<ConfigRef> refs, ObjectNode status) {
        if (refs.isEmpty()) {
            return;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ConfigRef ref : refs) {
            ObjectNode entry = list.addObject()
                    .put("apiVersion", ref.apiVersion)
                    .put("kind", ref.target.kind())
                    .put("name", ref.target.name())
                    .put("namespace", ref.target.namespace());
            ref.policy.ifPresent(policy -> entry.put("policy", policy.word));
        }
        status.set("effectiveOCMConfig", list);
    }
}
