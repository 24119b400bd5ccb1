namespace Protocols.Pop3;

/// <summary>Why a command was refused, for programs (RFC 2449 §8, RFC 3206, RFC 6856 §5).</summary>
public enum Pop3ResponseCode
{
    /// <summary>No code.</summary>
    None,

    /// <summary>LOGIN-DELAY: the last login was too short a time ago.</summary>
    LoginDelay,

    /// <summary>IN-USE: another session has the maildrop.</summary>
    InUse,

    /// <summary>SYS/TEMP: something behind the server is down for now.</summary>
    SystemTemporary,

    /// <summary>SYS/PERM: something behind the server has to be mended by somebody.</summary>
    SystemPermanent,

    /// <summary>AUTH: the credentials are wrong.</summary>
    Authentication,

    /// <summary>UTF8: the message needs UTF-8, and the client has not asked for it.</summary>
    Utf8,
}
