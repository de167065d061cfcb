export NO_COLOR=1
# A small cache of one repository, with an old commit that no branch names anymore.
repo=hub/models--you--tiny
mkdir -p $repo/{blobs,refs} $repo/snapshots/{aaaaaaa,bbbbbbb}
for version in old new; do
    head -c 4000 /dev/zero | tr '\0' ${version:0:1} > $repo/blobs/$version
done
ln -s ../../blobs/old $repo/snapshots/aaaaaaa/model.safetensors
ln -s ../../blobs/new $repo/snapshots/bbbbbbb/model.safetensors
printf bbbbbbb > $repo/refs/main

hf cache ls --cache-dir hub --revisions --quiet
hf cache prune --cache-dir hub --yes --format human | grep Deleted
hf cache ls --cache-dir hub --quiet
hf cache rm model/you/tiny --cache-dir hub --yes --format human | grep Deleted
ls hub
