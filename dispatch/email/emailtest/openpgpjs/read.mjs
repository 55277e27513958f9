// Opens OpenPGP messages: node read.mjs KEY SIGNER PASSPHRASE, one base64 message a line on stdin. Answers
// each with a line of JSON: {"data": base64} or {"error": text}. An empty SIGNER asks for no signature.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as openpgp from 'openpgp';

const [keyFile, signerFile, passphrase] = process.argv.slice(2);
const decryptionKeys = keyFile ? await openpgp.readPrivateKey({ binaryKey: readFileSync(keyFile) }) : undefined;
const verificationKeys = signerFile ? await openpgp.readKey({ binaryKey: readFileSync(signerFile) }) : undefined;

async function open(line) {
  const bytes = Buffer.from(line, 'base64');
  const message = bytes[0] & 0x80
    ? await openpgp.readMessage({ binaryMessage: bytes })
    : await openpgp.readMessage({ armoredMessage: bytes.toString('latin1') });
  const { data, signatures } = await openpgp.decrypt({
    message, decryptionKeys, verificationKeys, passwords: passphrase ? [passphrase] : undefined,
    format: 'binary', expectSigned: Boolean(signerFile),
  });
  await Promise.all(signatures.map(s => signerFile && s.verified));
  return { data: Buffer.from(data).toString('base64') };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await open(line).catch(error => ({ error: String(error) }));
  process.stdout.write(JSON.stringify(answer) + '\n');
}
