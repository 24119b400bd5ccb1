using System.Text;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class ScramVerifierTests
{
    // RFC 7677 §3: user "user", password "pencil". The proof and the server's signature of the example follow from these keys.
    [Fact, Rfc(7677, "3"), Rfc(5802, "3")]
    public void The_keys_give_the_proof_and_the_signature_of_the_specifications_example()
    {
        byte[] salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        byte[] salted = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2("pencil"u8, salt, 4096, System.Security.Cryptography.HashAlgorithmName.SHA256, 32);
        const string Message = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        byte[] proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        ScramVerifier verifier = ScramVerifier.FromSaltedPassword(salt, 4096, salted);

        byte[] clientSignature = System.Security.Cryptography.HMACSHA256.HashData(verifier.StoredKey, Encoding.UTF8.GetBytes(Message));
        byte[] clientKey = [.. proof.Zip(clientSignature, (a, b) => (byte)(a ^ b))];
        Assert.Equal(verifier.StoredKey, System.Security.Cryptography.SHA256.HashData(clientKey));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(verifier.ServerKey, Encoding.UTF8.GetBytes(Message))));
        Assert.True(verifier.Matches("pencil"u8));
        Assert.False(verifier.Matches("Pencil"u8));
    }
}
