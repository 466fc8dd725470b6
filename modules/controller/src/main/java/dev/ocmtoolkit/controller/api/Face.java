// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

/**
 * Which of the two upstream generations an object speaks like: its messages, its reasons, and whether configuration is passed on without
 * being asked for.
 */
public enum Face {
    /** The generation with the kind {@code OCMRepository}. */
    OCM_REPOSITORY,
    /** The generation with the kind {@code Repository}. */
    REPOSITORY;

    /**
     * The face of a kind of repositories.
     *
     * @param kind the kind's name
     * @return its face
     */
    public static Face ofKind(String kind) {
        return kind.equals(OcmRepositoryKind.SUCCESSOR) ? REPOSITORY : OCM_REPOSITORY;
    }

    /** {@return the reason when the configuration cannot be had} */
    public String configurationFailed() {
        return this == OCM_REPOSITORY ? "ConfigureContextFailed" : "GetConfigurationFailed";
    }

    /** {@return the reason when a repository cannot be used} */
    public String repositoryFailed() {
        return this == OCM_REPOSITORY ? "GetOCMRepositoryFailed" : "GetRepositoryFailed";
    }

    /** {@return the policy of a reference to a configuration that names none} */
    public ConfigRef.Policy defaultPolicy() {
        return this == OCM_REPOSITORY ? ConfigRef.Policy.DO_NOT_PROPAGATE : ConfigRef.Policy.PROPAGATE;
    }
}
