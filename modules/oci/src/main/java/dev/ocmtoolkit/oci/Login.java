// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** What a client identifies itself with. None of them prints its secret. */
public sealed interface Login {

    /**
     * Name and password.
     *
     * @param user the name
     * @param password the secret
     */
    record Basic(String user, String password) implements Login {
        @Override
        public String toString() {
            return "Basic[" + user + "]";
        }
    }

    /**
     * A refresh token that a token service exchanges (Docker's {@code identitytoken}).
     *
     * @param token the secret
     */
    record IdentityToken(String token) implements Login {
        @Override
        public String toString() {
            return "IdentityToken[]";
        }
    }

    /**
     * A bearer token that is sent as it is (Docker's {@code registrytoken}).
     *
     * @param token the secret
     */
    record RegistryToken(String token) implements Login {
        @Override
        public String toString() {
            return "RegistryToken[]";
        }
    }
}
