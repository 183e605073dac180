using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor;
using MudBlazor.Services;
using MuseSpark.Client;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Layout;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Users;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(new HttpClient
{
    BaseAddress = new Uri(builder.HostEnvironment.BaseAddress),
    // A large picture over a slow line, and the check of a large model's files, take minutes.
    Timeout = TimeSpan.FromMinutes(10),
});
builder.Services.AddSingleton<MuseSparkApi>();

// One browser tab is one person: their session, theme and key strokes live as long as the tab.
builder.Services.AddSingleton<Session>();
builder.Services.AddSingleton<ThemeChoice>();
builder.Services.AddSingleton<Connection>();
builder.Services.AddSingleton<Shortcuts>();
builder.Services.AddSingleton<DraftStore>();
builder.Services.AddSingleton<Attention>();
builder.Services.AddScoped<ShellActions>();

builder.Services.AddMudServices(options =>
{
    options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
    options.SnackbarConfiguration.PreventDuplicates = true;
    options.SnackbarConfiguration.ShowTransitionDuration = 150;
    options.SnackbarConfiguration.HideTransitionDuration = 150;
    options.SnackbarConfiguration.VisibleStateDuration = 5_000;
});

await builder.Build().RunAsync();
