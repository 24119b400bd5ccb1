# Signs or verifies all messages of a folder with dkimpy: dkimpy.py verify FOLDER | dkimpy.py sign FOLDER
import os, sys
import dkim

mode, folder = sys.argv[1:3]
zone = {}
for line in open(os.path.join(folder, 'zone'), encoding='ascii'):
    name, value = line.rstrip('\n').split('\t', 1)
    zone[name] = value.encode('ascii')


def lookup(name, timeout=5):
    name = name.decode('ascii') if isinstance(name, bytes) else name
    return zone.get(name.rstrip('.'))


for name in sorted(os.listdir(folder)):
    if not name.endswith('.eml'):
        continue
    path = os.path.join(folder, name)
    message = open(path, 'rb').read()
    if mode == 'verify':
        count = message.split(b'\r\n\r\n', 1)[0].lower().count(b'dkim-signature:')
        d = dkim.DKIM(message)
        print(name, 'pass' if count and all(d.verify(idx=i, dnsfunc=lookup) for i in range(count)) else 'fail')
        continue
    number = int(name.split('.')[0])
    forms = [(b'relaxed', b'relaxed'), (b'relaxed', b'simple'), (b'simple', b'relaxed'), (b'simple', b'simple')][number % 4]
    key = 'rsa' if number // 4 % 2 == 0 else 'ed25519'
    private = open(os.path.join(folder, key + '.private'), 'rb').read()
    signature = dkim.sign(message, key.encode(), b'example.test', private, canonicalize=forms, length=number % 3 == 0,
                          signature_algorithm=b'rsa-sha256' if key == 'rsa' else b'ed25519-sha256')
    open(path, 'wb').write(signature + message)
