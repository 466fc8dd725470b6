# SPDX-License-Identifier: Apache-2.0
# The image as OCI has it (image specification: layer, config, manifest, image-layout), in $store, an archive that ocm reads: blobs by
# digest, and an index of them.

# blob FILE moves a file into the store; says in hex and size what it is then.
blob() {
  mkdir -p "$store/blobs"
  hex=$(sha256sum < "$1")
  hex=${hex%% *}
  size=$(wc -c < "$1")
  mv "$1" "$store/blobs/sha256.$hex"
}

# json WORD ... prints an array of strings.
json() {
  printf '['
  comma=
  for word in "$@"; do
    printf '%s"%s"' "$comma" "$word"
    comma=,
  done
  printf ']'
}

# layer WHAT FIND... makes a layer of the files that these words for find select.
layer() {
  what=$1
  shift
  (cd "$files" && find . "$@" | LC_ALL=C sort) > "$work/names"
  tar -C "$files" --no-recursion --files-from="$work/names" --format=gnu --owner=0 --group=0 --numeric-owner \
    --mtime="$files_time" -cf "$work/layer.tar"
  content=$(sha256sum < "$work/layer.tar")
  gzip -n < "$work/layer.tar" > "$work/layer.tar.gz"
  rm "$work/layer.tar"
  blob "$work/layer.tar.gz"
  contents="$contents$comma\"sha256:${content%% *}\""
  layers="$layers$comma{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$hex\",\"size\":$size}"
  paths="$paths$comma\"blobs/sha256/$hex\""
  history="$history$comma{\"created\":\"$time\",\"created_by\":\"ocm image\",\"comment\":\"$what\"}"
  comma=,
}

# What changes rarely comes first, so that registries and nodes keep it.
layers() {
  time=$(date -u -d "@$created" +%Y-%m-%dT%H:%M:%SZ)
  version=$(sed -n '/<version>/{s/^ *<version>\(.*\)<.*$/\1/p;q}' "$root/pom.xml")
  contents=
  layers=
  paths=
  history=
  comma=
  layer "Java runtime and C library" ! -path . ! -path "./$program_home/lib/*"
  layer "libraries" -path "./$program_home/lib/*.jar" ! -name kubernetes.jar ! -name "*-$version.jar"
  layer "program" \( -name kubernetes.jar -o -name "*-$version.jar" -o -name jvm.options \)
  layer "class cache" -name '*.aot'
}

manifest() {
  revision=$(git -C "$root" describe --always --abbrev=40 --exclude '*' --dirty 2> /dev/null || echo unknown)
  there=/$program_home/lib
  cat > "$work/config" <<JSON
{"created":"$time","architecture":"$architecture","os":"linux","config":{
"User":"65532:65532",
"Env":$(json "PATH=/$java_home/bin" "LANG=C.UTF-8" "MALLOC_ARENA_MAX=2"),
"Entrypoint":$(json "/$java_home/bin/java" "-XX:AOTCache=$there/ocm-controller.aot" "@$there/jvm.options" -cp "$there/kubernetes.jar" \
    dev.ocmtoolkit.kubernetes.OcmController),
"WorkingDir":"/",
"Labels":{
"org.opencontainers.image.title":"${image%:*}",
"org.opencontainers.image.description":"Controllers that keep OCM component versions replicated",
"org.opencontainers.image.version":"$version",
"org.opencontainers.image.revision":"$revision",
"org.opencontainers.image.created":"$time",
"org.opencontainers.image.licenses":"Apache-2.0 AND MIT AND BSD-3-Clause AND GPL-2.0-only WITH Classpath-exception-2.0 AND LGPL-2.1-or-later"
}},"rootfs":{"type":"layers","diff_ids":[$contents]},"history":[$history]}
JSON
  blob "$work/config"
  config=$hex
  cat > "$work/manifest" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$size},
"layers":[$layers]}
JSON
  blob "$work/manifest"
  digest=sha256:$hex
}

# Writes into $file a tar of an OCI image layout. manifest.json is there for older readers (docker load), the name for containerd.
layout() {
  cd "$store"
  echo '{"imageLayoutVersion":"1.0.0"}' > oci-layout
  cat > index.json <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"$digest","size":$size,
"platform":{"os":"linux","architecture":"$architecture"},
"annotations":{"io.containerd.image.name":"docker.io/library/$image","org.opencontainers.image.ref.name":"${image#*:}"}}]}
JSON
  echo "[{\"Config\":\"blobs/sha256/$config\",\"RepoTags\":[\"$image\"],\"Layers\":[$paths]}]" > manifest.json
  cd "$OLDPWD"
  tar --force-local -C "$store" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="$files_time" \
    --transform='s,^blobs/sha256\.,blobs/sha256/,' -cf "$file.part" oci-layout index.json manifest.json blobs
  mv "$file.part" "$file"
}

# What makes an archive of the store.
archive() {
  echo "{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"${image%:*}\",\"tag\":\"${image#*:}\",\"digest\":\"$digest\"}]}" \
    > "$store/artifact-index.json"
}
