#!/bin/sh
# The Nu HTML checker, pinned by its hash, for tests/test_html.py: as .cache/vnu-VERSION.jar, from the
# npm registry. Where Java or npm is missing we say so and go on: that test then skips.
set -eu
cd "$(dirname "$0")/.."
version=26.9.27
sha512=4e441de4315f39a582f5e6edbe8cd3b2b1f655aa1dde3620faface791133217c417b12f3f7ead2d8336d8e7efe44f5226618258b44a0860057e9125135e6b428
jar=.cache/vnu-$version.jar
[ -f "$jar" ] && exit 0
missing() {
    echo "$1: pages are not checked by the Nu HTML checker" >&2
    exit 0
}
command -v java >/dev/null || missing "Java is not installed (Debian: apt-get install default-jre-headless)"
command -v npm >/dev/null || missing "npm, which fetches the checker, is not installed (Debian: apt-get install npm)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder" "vnu-jar@$version" >/dev/null ||
    missing "npm could not fetch vnu-jar $version"
printf '%s  %s\n' "$sha512" "$folder/vnu-jar-$version.tgz" | sha512sum --check --quiet - ||
    { echo "vnu-jar $version is not the one that was pinned" >&2; exit 1; }
tar -xzf "$folder/vnu-jar-$version.tgz" -C "$folder" package/build/dist/vnu.jar
mkdir -p .cache
mv "$folder/package/build/dist/vnu.jar" "$jar"
