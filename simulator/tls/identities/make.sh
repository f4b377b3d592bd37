#!/bin/sh
# Makes the certificates and the key anew, with OpenSSL 3, in this folder. Runs made before are others then.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# make <file> <subject> <signed by> <not before> <not after> <extension>...
make() {
  name=$1 subject=$2 by=$3 from=$4 until=$5
  shift 5
  : > "$work/index"
  {
    printf '[ca]\ndefault_ca = own\n[own]\ndatabase = %s/index\nnew_certs_dir = %s\n' "$work" "$work"
    printf 'rand_serial = yes\ndefault_md = sha256\npolicy = any\nx509_extensions = extensions\n'
    printf '[any]\ncommonName = supplied\n[extensions]\nsubjectKeyIdentifier = hash\n'
    printf 'authorityKeyIdentifier = keyid\n'
    printf '%s\n' "$@"
  } > "$work/conf"
  key=$work/server.key
  test "$name" = "$by" && key=$work/$by.key
  openssl req -new -key "$key" -subj "/CN=$subject" -out "$work/csr"
  signer="-cert $work/$by.pem"
  test "$name" = "$by" && signer=-selfsign
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$work/conf" -keyfile "$work/$by.key" $signer \
    -startdate "$from" -enddate "$until" -in "$work/csr" -out "$work/$name.pem" 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
}

new_key() {
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
}

start=20250601000000Z end=21250601000000Z
isAuthority="basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign"
isServer="basicConstraints=critical,CA:FALSE
extendedKeyUsage=serverAuth"
ours="subjectAltName=DNS:broker.local"

for key in authority stranger server; do new_key "$work/$key.key"; done
make authority "Virtual authority" authority "$start" "$end" "$isAuthority"
make stranger "Virtual authority" stranger "$start" "$end" "$isAuthority"
make good broker.local authority "$start" "$end" "$isServer" "$ours"
make expired broker.local authority 20240101000000Z 20240601000000Z "$isServer" "$ours"
make early broker.local authority 21000101000000Z "$end" "$isServer" "$ours"
make foreign broker.local stranger "$start" "$end" "$isServer" "$ours"
make other-name other.example authority "$start" "$end" "$isServer" "subjectAltName=DNS:other.example"

cp "$work/authority.pem" "$work/good.pem" "$work/expired.pem" "$work/early.pem" "$work/foreign.pem" \
  "$work/other-name.pem" .
cp "$work/server.key" key.pem
