using Microsoft.AspNetCore.Mvc;
using Reactor.Queries;
using Reactor.Store;

namespace Reactor.Api;

/// <summary>Makes what a request throws an answer (RFC 9457): the caller learns what to do, and nothing of the program's inside.</summary>
internal static partial class ControlFaults
{
    /// <summary>Answers for all that comes after it.</summary>
    public static void UseControlFaults(this IApplicationBuilder application) => application.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (RequestRefusedException refused)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "Bad request", refused.Message);
        }
        catch (QueryRefusedException refused)
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "Not there", refused.Message);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            // What the server finds wrong while the body is read: too large, too slow, broken off. Anybody can send that: it is no fault, and fills no log.
            await AnswerAsync(context, refused.StatusCode, "Bad request", refused.Message);
        }
        catch (StoreUnavailableException failure)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The store cannot be read", failure.Message);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Unforeseen(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor"), fault, context.Request.Path);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "A fault of Reactor", "the daemon's log has the details");
        }
    });

    private static Task AnswerAsync(HttpContext context, int status, string title, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = title, Detail = detail }).ExecuteAsync(context);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request {Path} failed")]
    private static partial void Unforeseen(ILogger logger, Exception fault, string? path);
}
