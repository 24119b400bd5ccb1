using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Protocols.Storage.Sql;

/// <summary>Content on its way: hashed as it comes, in memory while small, in a staging file beyond that.</summary>
internal sealed class StagedUpload(BlobFiles files, int inlineSize, int maxSize, long? expectedLength) : BlobUpload
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock _lock = new();
    private byte[] _buffer = expectedLength is > 0 && expectedLength <= inlineSize ? new byte[expectedLength.Value] : [];
    private SafeFileHandle? _file;
    private MappedFile? _map;
    private long _length;
    private BlobId? _id;
    private bool _failed;
    private bool _synced;
    private bool _disposed;
    private int _leases;

    public override long Length => _length;

    public override BlobId Id => _id ?? throw new InvalidOperationException("The upload is not complete.");

    public override ReadOnlyMemory<byte> Content
    {
        get
        {
            _ = Id;
            ObjectDisposedException.ThrowIf(_disposed, this);
            return StagingPath is null ? _buffer : (_map ??= new MappedFile(StagingPath, (int)_length)).Memory;
        }
    }

    /// <summary>The content, if it goes into the database.</summary>
    public byte[]? Inline => StagingPath is null ? _buffer : null;

    /// <summary>The staging file, if it goes into a file.</summary>
    public string? StagingPath { get; private set; }

    public override ValueTask<bool> WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_id is not null || _failed)
        {
            throw new InvalidOperationException("The upload takes no more bytes.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_length + bytes.Length > maxSize)
        {
            _failed = true;
            return ValueTask.FromResult(false);
        }

        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            Append(piece.Span);
        }

        return ValueTask.FromResult(true);
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_id is not null || _failed)
        {
            throw new InvalidOperationException("The upload cannot be completed.");
        }

        if (_file is null && _buffer.Length != _length)
        {
            Array.Resize(ref _buffer, (int)_length);
        }

        Span<byte> hash = stackalloc byte[BlobId.Size];
        _hash.GetHashAndReset(hash);
        _id = new BlobId(hash);
        return ValueTask.CompletedTask;
    }

    /// <summary>Keeps the staged content until <see cref="Release"/>, even if the upload is disposed of before.</summary>
    public void Lease()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _leases++;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _leases--;
            FreeIfUnused();
        }
    }

    /// <summary>Brings a staged file's bytes to disk, once.</summary>
    public void Sync()
    {
        lock (_lock)
        {
            if (_file is not null && !_synced)
            {
                RandomAccess.FlushToDisk(_file);
                _synced = true;
            }
        }
    }

    public override ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            FreeIfUnused();
        }

        return ValueTask.CompletedTask;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        if (_file is null && _length + bytes.Length > inlineSize)
        {
            StagingPath = files.NewStagingPath();
            _file = File.OpenHandle(StagingPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(_file, _buffer.AsSpan(0, (int)_length), 0);
            _buffer = [];
        }

        if (_file is not null)
        {
            RandomAccess.Write(_file, bytes, _length);
        }
        else
        {
            if (_length + bytes.Length > _buffer.Length)
            {
                Array.Resize(ref _buffer, (int)Math.Min(inlineSize, Math.Max(_length + bytes.Length, Math.Max(4096, _buffer.Length * 2L))));
            }

            bytes.CopyTo(_buffer.AsSpan((int)_length));
        }

        _length += bytes.Length;
    }

    private void FreeIfUnused()
    {
        if (!_disposed || _leases > 0)
        {
            return;
        }

        _hash.Dispose();
        _map?.Dispose();
        _map = null;
        if (_file is not null)
        {
            _file.Dispose();
            _file = null;
            BlobFiles.RemoveStaged(StagingPath!);
        }
    }
}
