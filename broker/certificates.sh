#!/bin/sh
# Makes a local authority (once) and, signed by it, the broker's certificate.
#   certificates.sh FOLDER NAME...      each NAME a host name or an address by which clients reach the broker
# FOLDER gets ca.pem, which clients need, ca.key, server.pem and server.key, which stay here.
set -eu
umask 077

if [ "$#" -lt 2 ]; then
  echo "usage: certificates.sh FOLDER NAME..." >&2
  exit 2
fi
folder=$1
shift
mkdir -p "$folder"
cd "$folder"

if [ ! -f ca.key ]; then
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ca.key.new
  openssl req -new -x509 -sha256 -days 3650 -key ca.key.new -subj "/CN=Vigia, own authority" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.pem
  mv ca.key.new ca.key
fi

names=
for name in "$@"; do
  case $name in
    *:*) kind=IP ;;
    *[!0-9.]*) kind=DNS ;;
    *) kind=IP ;;
  esac
  names="${names:+$names,}$kind:$name"
done

openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out server.key.new
openssl req -new -sha256 -key server.key.new -subj "/CN=$1" -out server.csr
cat > server.ext <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = $names
END
openssl x509 -req -sha256 -days 825 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
  -extfile server.ext -out server.pem.new 2> server.log || { cat server.log >&2; exit 1; }
mv server.key.new server.key
mv server.pem.new server.pem
rm -f server.csr server.ext server.log
