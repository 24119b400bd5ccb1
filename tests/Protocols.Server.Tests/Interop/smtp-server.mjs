// A mail server made of the npm package smtp-server, for the relay to send to: refuses "reject", puts "later" off once, and prints what it took, a line
// of JSON each. Prints {"port":N} first; ends when its input does.
import { SMTPServer } from 'smtp-server';
import crypto from 'node:crypto';

const putOff = new Set();
const say = value => process.stdout.write(JSON.stringify(value) + '\n');
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH'],
  logger: false,
  onRcptTo(address, session, callback) {
    const user = address.address.split('@')[0];
    if (user === 'reject') {
      return callback(Object.assign(new Error('No mail for this one'), { responseCode: 550 }));
    }
    if (user === 'later' && !putOff.has(user)) {
      putOff.add(user);
      return callback(Object.assign(new Error('Not now'), { responseCode: 450 }));
    }
    callback();
  },
  onData(stream, session, callback) {
    const pieces = [];
    stream.on('data', piece => pieces.push(piece));
    stream.on('end', () => {
      const body = Buffer.concat(pieces).toString('latin1').replace(/^[^]*?\r\n\r\n/, '');
      say({
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(r => r.address),
        secure: session.secure,
        sha256: crypto.createHash('sha256').update(body, 'latin1').digest('hex'),
      });
      callback();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
