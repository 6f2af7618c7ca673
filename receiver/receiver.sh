#!/bin/sh
# Runs one of the receiver's commands where systemd runs the receiver, as the same user: `sudo receiver list`.
# A --config of your own is used instead of the one below.
# Install it with `install -m 755 receiver/receiver.sh /usr/local/sbin/receiver`. For each secret that
# skr-receiver.service passes, uncomment the line.

credentials=/run/credentials/skr-receiver-command.service
secrets=
#secrets="$secrets -p LoadCredential=database:/etc/skr-receiver/database -E DATABASE_URL_FILE=$credentials/database"
#secrets="$secrets -p LoadCredential=keys:/etc/skr-receiver/keys -E RECEIVER_KEYS_FILE=$credentials/keys"
#secrets="$secrets -p LoadCredential=smtp:/etc/skr-receiver/smtp -E SMTP_PASSWORD_FILE=$credentials/smtp"

environment=
# For test-message to a website whose certificate an authority of your own has signed: its file, readable by all.
#environment='-E NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/exempelkommun.crt'

exec systemd-run --unit=skr-receiver-command --quiet --collect --wait --pipe $secrets $environment \
  -p DynamicUser=yes -p User=skr-receiver -p UMask=0077 -p StateDirectory=skr-receiver \
  -p StateDirectoryMode=0700 -p WorkingDirectory=/var/lib/skr-receiver \
  /opt/node/bin/node --env-file=/opt/skr-widgets/receiver/node.env /opt/skr-widgets/receiver/src/cli.ts \
  --config /etc/skr-receiver/receiver.json "$@"
