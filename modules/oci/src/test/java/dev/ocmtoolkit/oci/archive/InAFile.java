// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that holds for each form of an archive that is one file. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@EnumSource(
        value = ArchiveFormat.class,
        names = {"TAR", "TGZ"})
@interface InAFile {}
