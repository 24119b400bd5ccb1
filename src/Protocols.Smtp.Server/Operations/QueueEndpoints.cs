using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Puts what an operator does with the queue on HTTP, as JSON.</summary>
public static class QueueEndpoints
{
    /// <summary>
    /// Maps the endpoints, all below <c>/queue</c>: <c>GET /queue</c>, <c>/queue/messages</c>, <c>/queue/messages/{id}</c> and <c>/queue/destinations</c> look;
    /// <c>POST /queue/messages/{id}/retry</c>, <c>hold</c>, <c>release</c> and <c>cancel</c> change one message, <c>POST /queue/messages/retry</c> and so on all that the
    /// filters find, and <c>POST /queue/destinations/{destination}/retry</c> what waits for a destination.
    /// </summary>
    /// <param name="endpoints">Where they go.</param>
    /// <param name="operations">The queue.</param>
    /// <param name="options">Who may use them.</param>
    /// <returns>All of them, for conventions.</returns>
    public static IEndpointConventionBuilder MapQueueOperations(this IEndpointRouteBuilder endpoints, QueueOperations operations, QueueOperationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(options);
        Handler handler = new(operations, options);
        RouteGroupBuilder group = endpoints.MapGroup(RoutePatternFactory.Parse("/queue"));
        group.MapGet("", handler.Guard(handler.SummaryAsync));
        group.MapGet("/messages", handler.Guard(handler.ListAsync));
        group.MapGet("/messages/{id}", handler.Guard(handler.ShowAsync));
        group.MapGet("/destinations", handler.Guard(handler.DestinationsAsync));
        group.MapPost("/destinations/{destination}/retry", handler.Guard(handler.RetryDestinationAsync));
        foreach (QueueAction action in Enum.GetValues<QueueAction>())
        {
            string name = action.ToString().ToLowerInvariant();
            group.MapPost("/messages/{id}/" + name, handler.Guard((context, request) => handler.ApplyAsync(action, context, request)));
            group.MapPost("/messages/" + name, handler.Guard((context, request) => handler.SweepAsync(action, context, request)));
        }

        return group;
    }

    private sealed class Handler(QueueOperations operations, QueueOperationsOptions options)
    {
        /// <summary>Lets only those through who may, and tells what is wrong with the rest.</summary>
        public RequestDelegate Guard(Func<HttpContext, QueueRequest, Task> handle) => async context =>
        {
            // What an operator sees is of this moment and nobody else's.
            context.Response.Headers.CacheControl = "no-store";
            if (!options.AllowRemote && !(context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)))
            {
                await ProblemAsync(context, StatusCodes.Status403Forbidden, "Only this machine itself may ask.").ConfigureAwait(false);
            }
            else if (!IsAuthorized(context))
            {
                // RFC 6750 §3
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"queue\"";
                await ProblemAsync(context, StatusCodes.Status401Unauthorized, "The request has to show the bearer token of this server.").ConfigureAwait(false);
            }
            else
            {
                try
                {
                    await handle(context, new QueueRequest(context)).ConfigureAwait(false);
                }
                catch (QueueRequestException e)
                {
                    await ProblemAsync(context, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
                }
            }
        };

        public async Task SummaryAsync(HttpContext context, QueueRequest request)
        {
            request.End();
            await WriteAsync(context, new QueueSummaryView(await operations.Queue.CountAsync(context.RequestAborted).ConfigureAwait(false)), QueueJson.Default.QueueSummaryView).ConfigureAwait(false);
        }

        public async Task ListAsync(HttpContext context, QueueRequest request)
        {
            (QueueQuery query, QueueMessageId? after, int max) = Page(request);
            QueuePage page = await operations.Queue.ListAsync(query, after, max, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, new QueueListView([.. page.Messages.Select(QueueMessageView.Of)], page.Next?.Value), QueueJson.Default.QueueListView).ConfigureAwait(false);
        }

        public async Task ShowAsync(HttpContext context, QueueRequest request)
        {
            int after = request.Number("afterRecipient", 0, int.MaxValue) ?? 0;
            int max = request.Number("max", 1, options.PageSize.Max) ?? options.PageSize.Default;
            request.End();
            if (request.Message is not { } id || await operations.Queue.FindAsync(id, context.RequestAborted).ConfigureAwait(false) is not { } message)
            {
                await NotFoundAsync(context).ConfigureAwait(false);
                return;
            }

            List<QueueRecipientView> recipients = [];
            int? next = null;
            await foreach (QueuedRecipient recipient in operations.Queue.ReadRecipientsAsync(id, context.RequestAborted).ConfigureAwait(false))
            {
                if (recipient.Number <= after)
                {
                    continue;
                }

                if (recipients.Count == max)
                {
                    next = recipients[^1].Number;
                    break;
                }

                recipients.Add(QueueRecipientView.Of(recipient));
            }

            IReadOnlyList<QueueHolder> holders = await operations.Queue.ReadLeasesAsync(id, context.RequestAborted).ConfigureAwait(false);
            QueueDetailView detail = new(
                QueueMessageView.Of(message), message.Envelope.EnvelopeId, message.Envelope.Tls, message.Envelope.IsSmtpUtf8, message.Envelope.Body, recipients, next,
                [.. holders.Select(static holder => new QueueHolderView(holder.Destination, holder.Owner, holder.Until))]);
            await WriteAsync(context, detail, QueueJson.Default.QueueDetailView).ConfigureAwait(false);
        }

        public async Task DestinationsAsync(HttpContext context, QueueRequest request)
        {
            string? after = request.Text("after");
            int max = request.Number("max", 1, options.PageSize.Max) ?? options.PageSize.Default;
            request.End();
            IReadOnlyList<QueueDestination> destinations = await operations.Queue.ListDestinationsAsync(after, max, context.RequestAborted).ConfigureAwait(false);

            // The engine may give fewer than are asked for.
            string? next = destinations.Count > 0 ? destinations[^1].Destination : null;
            bool isEnd = next is null || (await operations.Queue.ListDestinationsAsync(next, 1, context.RequestAborted).ConfigureAwait(false)).Count == 0;
            await WriteAsync(context, new QueueDestinationsView(destinations, isEnd ? null : next), QueueJson.Default.QueueDestinationsView).ConfigureAwait(false);
        }

        public async Task RetryDestinationAsync(HttpContext context, QueueRequest request)
        {
            request.End();
            long batches = await operations.RetryDestinationAsync(request.Destination, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, new QueueRetryView(batches), QueueJson.Default.QueueRetryView).ConfigureAwait(false);
        }

        public async Task ApplyAsync(QueueAction action, HttpContext context, QueueRequest request)
        {
            int? recipient = action == QueueAction.Cancel ? request.Number("recipient", 1, int.MaxValue) : null;
            request.End();
            QueueChange change = request.Message is { } id
                ? await operations.ApplyAsync(action, id, recipient, context.RequestAborted).ConfigureAwait(false)
                : new QueueChange(QueueChangeStatus.NotFound, 0);
            if (change.Status == QueueChangeStatus.NotFound)
            {
                await NotFoundAsync(context).ConfigureAwait(false);
                return;
            }

            await WriteAsync(context, new QueueChangeView(change.Status, change.Recipients), QueueJson.Default.QueueChangeView).ConfigureAwait(false);
        }

        public async Task SweepAsync(QueueAction action, HttpContext context, QueueRequest request)
        {
            (QueueQuery query, QueueMessageId? after, int max) = Page(request, "all");
            if (!request.HasFilter && request.Text("all") != "true")
            {
                throw new QueueRequestException("Without a filter this is done to every message: say all=true if that is meant.");
            }

            QueueSweep sweep = await operations.SweepAsync(action, query, after, max, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(
                context, new QueueSweepView(sweep.Messages, sweep.Recipients, [.. sweep.InProgress.Select(static id => id.Value)], sweep.Next?.Value), QueueJson.Default.QueueSweepView).ConfigureAwait(false);
        }

        private (QueueQuery Query, QueueMessageId? After, int Max) Page(QueueRequest request, string? other = null)
        {
            QueueQuery query = request.Query();
            QueueMessageId? after = request.After();
            int max = request.Number("max", 1, options.PageSize.Max) ?? options.PageSize.Default;
            if (other is not null)
            {
                request.Text(other);
            }

            request.End();
            return (query, after, max);
        }

        private bool IsAuthorized(HttpContext context) =>
            context.Request.Headers.Authorization is [{ } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && options.IsToken(value.AsSpan(7).Trim());

        private static Task NotFoundAsync(HttpContext context) => ProblemAsync(context, StatusCodes.Status404NotFound, "There is no such message in the queue, or no such recipient of it.");

        private static Task ProblemAsync(HttpContext context, int status, string detail)
        {
            context.Response.StatusCode = status;
            string title = status switch
            {
                StatusCodes.Status400BadRequest => "Bad Request",
                StatusCodes.Status401Unauthorized => "Unauthorized",
                StatusCodes.Status403Forbidden => "Forbidden",
                _ => "Not Found",
            };

            // RFC 9457 §4.2.1: about:blank says no more than the status does.
            return WriteAsync(context, new QueueProblemView("about:blank", title, status, detail), QueueJson.Default.QueueProblemView, "application/problem+json");
        }

        private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, string contentType = "application/json")
        {
            context.Response.ContentType = contentType;
            return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
        }
    }
}
