// Runs mailauth over all messages of a folder, in one process: node mailauth.mjs PACKAGES verify | sign | seal | validate | authenticate FOLDER
// PACKAGES is the folder whose node_modules has mailauth. The names are looked up in FOLDER/zone alone.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [packages, mode, folder] = process.argv.slice(2);
const { authenticate, dkimSign, dkimVerify, sealMessage } = createRequire(path.join(packages, 'package.json'))('mailauth');

const zone = new Map();
for (const line of fs.readFileSync(path.join(folder, 'zone'), 'utf8').split('\n').filter(Boolean)) {
    const [name, value, type = 'TXT'] = line.split('\t');
    const key = `${name} ${type}`;
    zone.set(key, [...(zone.get(key) ?? []), type === 'MX' ? { priority: 10, exchange: value } : type === 'TXT' ? [value] : value]);
}

async function resolver(name, type) {
    const found = zone.get(`${name.toLowerCase()} ${type}`);
    if (!found) {
        throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
    }
    return found;
}

const privateKey = name => {
    const text = fs.readFileSync(path.join(folder, `${name}.private`), 'ascii');
    return name === 'ed25519' ? Buffer.from(text, 'base64') : text;
};
const said = results => results.map(r => `${r.status.result}${r.status.comment ? ` (${r.status.comment})` : ''}`).join(' ');

for (const name of fs.readdirSync(folder).filter(f => f.endsWith('.eml')).sort()) {
    const file = path.join(folder, name);
    const message = fs.readFileSync(file);
    const number = Number(name.split('.')[0]);
    switch (mode) {
        case 'verify':
            console.log(name, said((await dkimVerify(message, { resolver })).results));
            break;
        case 'sign': {
            const key = Math.floor(number / 4) % 2 === 0 ? 'rsa' : 'ed25519';
            // A length of nothing it writes as nothing at all, "l=;", which is no signature (RFC 6376 §3.5: at least one digit).
            const hasBody = message.toString('latin1').split('\r\n\r\n').slice(1).join('').trim().length > 0;
            const signed = await dkimSign(message, {
                canonicalization: ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple'][number % 4],
                signTime: new Date(),
                signatureData: [{ signingDomain: 'example.test', selector: key, privateKey: privateKey(key), ...(number % 3 === 0 && hasBody ? { maxBodyLength: Number.MAX_SAFE_INTEGER } : {}) }]
            });
            if (signed.errors.length) {
                throw signed.errors[0].err ?? signed.errors[0];
            }
            fs.writeFileSync(file, Buffer.concat([Buffer.from(signed.signatures), message]));
            break;
        }
        case 'seal': {
            const authResults = 'mx.example.test; spf=pass smtp.mailfrom=a@example.test';
            const cv = /^arc-seal:/im.test(message.toString('latin1').split('\r\n\r\n')[0]) ? 'pass' : 'none';
            const seal = await sealMessage(message, { signingDomain: 'example.test', selector: 'rsa', privateKey: privateKey('rsa'), authResults, cv, signTime: new Date() });
            fs.writeFileSync(file, Buffer.concat([seal, message]));
            break;
        }
        case 'validate': {
            const { arc } = await authenticate(message, { resolver, ip: '192.0.2.7', helo: 'mail.example.test', sender: 'a@example.test', mta: 'mx.example.test', disableBimi: true, disableDmarc: true });
            console.log(name, arc.status.result, arc.i, arc.status.comment ?? '');
            break;
        }
        case 'authenticate': {
            const facts = JSON.parse(fs.readFileSync(file.replace(/eml$/, 'json'), 'utf8'));
            const { spf, dkim, dmarc } = await authenticate(message, { ...facts, resolver, mta: 'mx.example.test', disableBimi: true, disableArc: true });
            console.log(name, spf.status.result, dkim.results.map(r => r.status.result).join(','), dmarc ? dmarc.status.result : 'permerror', (dmarc && dmarc.policy) || 'none');
            break;
        }
    }
}
