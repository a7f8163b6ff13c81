using Microsoft.Playwright;

namespace Browser;

/// <summary>The system's Chromium, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Where Debian's package puts it.</summary>
    public const string Path = "/usr/bin/chromium";

    /// <summary>How long something may take on a machine that is busy, before a test gives up.</summary>
    private const float HangGuardMilliseconds = 30_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static bool IsInstalled => File.Exists(Path);

    public async Task InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;     // the tests are skipped, or fail when they ask for it
        }
        Assertions.SetDefaultExpectTimeout(HangGuardMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox"] });
    }

    /// <summary>A page with nothing of other tests in it.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        if (_browser is null)
        {
            throw new InvalidOperationException($"{Path} is missing: apt-get install chromium");
        }
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(HangGuardMilliseconds);
        return await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }
}

/// <summary>Tests that share the browser, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
