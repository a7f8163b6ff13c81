using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Reactor.Http;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Store;

namespace Reactor.Api;

/// <summary>
/// Makes what a request throws an answer (RFC 9457): the caller learns what to do, and nothing of the program's inside. What an operator wanted done and
/// wasn't is logged, with who wanted it.
/// </summary>
internal static partial class ControlFaults
{
    private const int LongestDetail = 500;

    /// <summary>Answers for all that comes after it.</summary>
    public static void UseControlFaults(this IApplicationBuilder application)
    {
        var logger = application.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor");
        application.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception fault) when (!context.Response.HasStarted && (!context.RequestAborted.IsCancellationRequested || Known(fault, IsAct(context)) is not null))
            {
                await RefuseAsync(context, fault, logger);
                return;
            }
            if (Empty(context) is { } problem)
            {
                await AnswerAsync(context, problem);
            }
        });
    }

    private static Task RefuseAsync(HttpContext context, Exception fault, ILogger logger)
    {
        if (Known(fault, IsAct(context)) is not { } problem)
        {
            Unforeseen(logger, fault, context.Request.Path);
            return AnswerAsync(context, Problem(StatusCodes.Status500InternalServerError, "A fault of Reactor", "the daemon's log has the details"));
        }
        // Not what anybody can send who may do nothing.
        if (IsAct(context) && (ControlConnection.Is(context) || context.Features.Get<HttpCaller>() is not null))
        {
            string path = context.Request.Path, who = OperatorPeer.Of(context).Who, detail = Printable.Of(problem.Detail!.Split('\n', 2)[0], LongestDetail);   // what was found in files is logged by itself
            NotDone(logger, problem.Status >= StatusCodes.Status500InternalServerError ? LogLevel.Warning : LogLevel.Information, path, who, problem.Status!.Value, detail);
        }
        return AnswerAsync(context, problem);
    }

    private static ProblemDetails? Known(Exception fault, bool isAct) => fault switch
    {
        RequestRefusedException => Problem(StatusCodes.Status400BadRequest, "Bad request", fault.Message),
        StateForbidsException => Problem(StatusCodes.Status409Conflict, "Not as things stand", fault.Message),
        QueryRefusedException => Problem(StatusCodes.Status404NotFound, "Not there", fault.Message),
        ActRefusedException refused => Problem(refused.Status, refused.Title, refused.Message, refused.Row),
        // What the server finds wrong while the body is read: too large, too slow, broken off. Anybody can send that: it is no fault.
        BadHttpRequestException refused => Problem(refused.StatusCode, "Bad request", refused.Message),
        StoreUnavailableException => Problem(StatusCodes.Status503ServiceUnavailable, isAct ? "The store cannot be used" : "The store cannot be read", fault.Message),
        _ => null,
    };

    // What routing refuses has no body of its own.
    private static ProblemDetails? Empty(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } => Problem(StatusCodes.Status404NotFound, "Not there", "there is nothing at this path: /v1/openapi.json tells what there is"),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => Problem(StatusCodes.Status405MethodNotAllowed, "Not with this method", $"this path takes {context.Response.Headers.Allow}"),
        _ => null,
    };

    private static bool IsAct(HttpContext context) => !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);

    private static ProblemDetails Problem(int status, string title, string detail, JsonObject? row = null)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        if (row is not null)
        {
            problem.Extensions[ActRefusedException.Member] = row;
        }
        return problem;
    }

    private static Task AnswerAsync(HttpContext context, ProblemDetails problem) => TypedResults.Problem(problem).ExecuteAsync(context);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request {Path} failed")]
    private static partial void Unforeseen(ILogger logger, Exception fault, string? path);

    [LoggerMessage(Message = "{Path}, asked for by {Who}, was not done: {Status}, {Detail}")]
    private static partial void NotDone(ILogger logger, LogLevel level, string path, string who, int status, string detail);
}
