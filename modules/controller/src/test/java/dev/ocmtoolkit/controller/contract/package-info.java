// SPDX-License-Identifier: Apache-2.0
/** What every host of the reconcilers has to do, told in folders of manifests and steps. */
@NullMarked
package dev.ocmtoolkit.controller.contract;

import org.jspecify.annotations.NullMarked;
