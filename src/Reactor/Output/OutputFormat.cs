namespace Reactor.Output;

/// <summary>For whom results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>Aligned columns for people.</summary>
    Table,

    /// <summary>One JSON object a line for programs.</summary>
    Json,
}
