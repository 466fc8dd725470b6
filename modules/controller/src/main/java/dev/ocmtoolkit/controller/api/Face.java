// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

/**
 * Which of the two upstream generations an object speaks like: its words, what its status has, and what a manifest means that leaves
 * something out.
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
        return word("ConfigureContextFailed", "GetConfigurationFailed");
    }

    /** {@return the reason of a repository that cannot be used} */
    public String repositoryFailed() {
        return word("GetOCMRepositoryFailed", "GetRepositoryFailed");
    }

    /** {@return what a repository says that can be used} */
    public String repositoryReady() {
        return word("Successfully reconciled", "Successfully reconciled OCM repository");
    }

    /**
     * What a repository says that cannot be used.
     *
     * @param sentence why
     * @return the message
     */
    public String unhealthy(String sentence) {
        return word(sentence, "health check failed: " + sentence);
    }

    /** {@return the reason of a component whose repository is described wrongly} */
    public String repositorySpecFailed() {
        return word("GetComponentVersionFailed", "GetRepositoryFailed");
    }

    /**
     * What a component says whose repository is described wrongly.
     *
     * @param sentence what is wrong
     * @return the message
     */
    public String repositorySpecInvalid(String sentence) {
        return word("RepositorySpec is invalid", sentence);
    }

    /** {@return the policy of a reference to a configuration that names none} */
    public ConfigRef.Policy defaultPolicy() {
        return this == OCM_REPOSITORY ? ConfigRef.Policy.DO_NOT_PROPAGATE : ConfigRef.Policy.PROPAGATE;
    }

    /** {@return whether an object without configuration takes over that of what it refers to} */
    public boolean inherits() {
        return this == REPOSITORY;
    }

    /** {@return whether a component shows the digest of its version} */
    public boolean showsDigest() {
        return this == REPOSITORY;
    }

    /** {@return whether a component that may be downgraded needs the consent of the version before} */
    public boolean downgradesByLabel() {
        return this == OCM_REPOSITORY;
    }

    private String word(String first, String second) {
        return this == OCM_REPOSITORY ? first : second;
    }
}
