using System.ComponentModel;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.Delivery;

namespace Protocols.Smtp.Server;

internal sealed partial class RelayConnection
{
    /// <summary>
    /// Does the handshake of TLS, with whoever the server is: who that is gets judged afterwards by <see cref="Tls"/>. After a failure the connection
    /// is of no more use.
    /// </summary>
    /// <param name="name">The name to ask for (SNI).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<bool> HandshakeAsync(string name, CancellationToken cancellationToken)
    {
        if (_end > _start)
        {
            // RFC 3207 §5: what came in plaintext behind the reply is an attack or a fault, and the session says so.
            Take();
            Problem = "the server sent something in plaintext before TLS";
            Tls = Failed();
            return false;
        }

        List<X509Certificate2> presented = [];
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        using CancellationTokenSource timeout = new(_options.TlsTimeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(name, presented), both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Problem = "the handshake took too long";
        }
        catch (Exception e) when (IsLoss(e) || e is AuthenticationException or Win32Exception)
        {
            Problem = e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message;
        }

        _stream = tls;
        if (Problem.Length > 0)
        {
            presented.ForEach(static c => c.Dispose());
            Tls = Failed();
            return false;
        }

        Tls = new TlsSessionFacts { IsOffered = true, IsEstablished = true, Certificates = presented };
        if (Hop.IsImplicitTls)
        {
            Session = NewSession(isSecure: true);
        }
        else
        {
            Session.TlsEstablished(_output);
        }

        return true;
    }

    private TlsSessionFacts Failed() => new() { IsOffered = true, Problem = Problem };

    private static SslClientAuthenticationOptions Options(string name, List<X509Certificate2> presented) => new()
    {
        TargetHost = name,
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            // Copies, for the framework disposes of its own. What the server sent behind its own certificate is in the extra store.
            if (certificate is not null)
            {
                presented.Add(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
                presented.AddRange(chain!.ChainPolicy.ExtraStore.Take(DaneVerifier.MaxCertificates - 1).Select(static c => X509CertificateLoader.LoadCertificate(c.RawData)));
            }

            return true;
        },
    };
}
