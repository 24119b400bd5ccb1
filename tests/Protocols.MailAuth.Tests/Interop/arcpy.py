# Adds a set to the chain of each message of a folder with dkimpy, or validates the chains: arcpy.py sign FOLDER | arcpy.py verify FOLDER
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


private = open(os.path.join(folder, 'rsa.private'), 'rb').read()
for name in sorted(os.listdir(folder)):
    if not name.endswith('.eml'):
        continue
    path = os.path.join(folder, name)
    message = open(path, 'rb').read()
    if mode == 'verify':
        cv, results, reason = dkim.arc_verify(message, dnsfunc=lookup)
        print(name, cv.decode() if cv else 'none', reason)
        continue
    headers = [b'from', b'to', b'subject', b'date', b'message-id']
    sealed = dkim.arc_sign(message, b'rsa', b'example.test', private, b'mx.example.test', include_headers=headers)
    open(path, 'wb').write(b''.join(sealed) + message)
