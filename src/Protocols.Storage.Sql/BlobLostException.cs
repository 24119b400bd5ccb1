namespace Protocols.Storage.Sql;

/// <summary>The account has this blob, and the file that held it is gone or cut short: the disk lost it, or somebody removed it.</summary>
public sealed class BlobLostException : IOException
{
    /// <summary>Tells what is lost.</summary>
    /// <param name="account">The account.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="innerException">What the system said.</param>
    public BlobLostException(AccountId account, BlobId blob, Exception? innerException)
        : base($"The content {blob} of account {account} is lost: its file is not there, or not whole.", innerException)
    {
        Account = account;
        Blob = blob;
    }

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The blob.</summary>
    public BlobId Blob { get; }
}
