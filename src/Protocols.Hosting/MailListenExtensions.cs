using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Protocols.Hosting;

/// <summary>Puts mail protocols on Kestrel's ports.</summary>
public static class MailListenExtensions
{
    /// <summary>Serves a mail protocol on a port, beside whatever Kestrel serves on others.</summary>
    /// <param name="listen">The port.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="options">The port's settings.</param>
    /// <returns>The same port.</returns>
    public static ListenOptions UseMailProtocol(this ListenOptions listen, IMailProtocol protocol, MailListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(listen);
        IServiceProvider services = listen.ApplicationServices;
        MailConnectionHandler handler = new(
            protocol,
            options,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetService<IMeterFactory>(),
            services.GetService<TimeProvider>());
        listen.Run(handler.OnConnectedAsync);
        return listen;
    }
}
