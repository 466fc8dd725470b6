// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools pins the programs that ./build makes.
package tools

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver/app"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
