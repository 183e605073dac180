namespace MuseSpark.Client.Pictures;

public partial class Icon
{
    private static readonly Dictionary<string, string> Icons = new()
    {
        // Places
        ["create"] = """<path d="M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1Z"/><path d="M14 7l3 3"/>""",
        ["library"] = """<rect x="4" y="4" width="7" height="9" rx="1.5"/><rect x="13" y="4" width="7" height="5" rx="1.5"/><rect x="4" y="15" width="7" height="5" rx="1.5"/><rect x="13" y="11" width="7" height="9" rx="1.5"/>""",
        ["review"] = """<path d="M4 5h16M4 10h7M4 15h5"/><circle cx="15.5" cy="14" r="3.5"/><path d="M18 16.5l2.5 3"/>""",
        ["bell"] = """<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5Z"/><path d="M10 20.5h4"/>""",
        ["models"] = """<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9L12 3Z"/><path d="M4 7.5l8 4.5 8-4.5M12 12v9"/>""",
        ["settings"] = """<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.5"/><circle cx="8" cy="17" r="2.5"/>""",
        ["more"] = """<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>""",
        // Kinds
        ["story"] = """<path d="M12 6.5C10 5 7 4.5 4 5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5Z"/><path d="M12 6.5v13"/>""",
        ["picture"] = """<rect x="4" y="4" width="16" height="16" rx="2.5"/><circle cx="9" cy="9" r="1.5"/><path d="M4.5 17.5l5-5 3.5 3.5 3-3 4 4"/>""",
        ["storyPicture"] = """<rect x="3" y="5" width="8" height="14" rx="1.5"/><path d="M3.5 15l2.5-2.5 2 2 1-1 2 2M14 7h7M14 11h7M14 15h5"/>""",
        ["poem"] = """<path d="M20 4c-7 0-12 4-13.5 11.5L5 20"/><path d="M20 4c0 6-3.5 11-10.5 11.5H6.5"/><path d="M11 11.5h4"/>""",
        ["ideas"] = """<path d="M9 17h6M10 20.5h4"/><path d="M9 17c0-2.5-3-3.5-3-7a6 6 0 0 1 12 0c0 3.5-3 4.5-3 7"/>""",
        ["chat"] = """<path d="M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-1A1.5 1.5 0 0 1 4 15.5v-9Z"/>""",
        // Verbs
        ["search"] = """<circle cx="11" cy="11" r="6"/><path d="M15.5 15.5L20 20"/>""",
        ["plus"] = """<path d="M12 5v14M5 12h14"/>""",
        ["minus"] = """<path d="M5 12h14"/>""",
        ["graph"] = """<circle cx="6" cy="12" r="2.5"/><circle cx="18" cy="6" r="2.5"/><circle cx="18" cy="18" r="2.5"/><path d="M8.3 10.9l7.4-3.8M8.3 13.1l7.4 3.8"/>""",
        ["close"] = """<path d="M6 6l12 12M18 6L6 18"/>""",
        ["check"] = """<path d="M5 12.5l4.5 4.5L19 7.5"/>""",
        ["edit"] = """<path d="M4.5 19.5l1-4L16 5a1.8 1.8 0 0 1 2.5 0l.5.5a1.8 1.8 0 0 1 0 2.5L8.5 18.5zM14 7l3 3"/>""",
        ["copy"] = """<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 6V5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15H6"/>""",
        ["download"] = """<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>""",
        ["share"] = """<path d="M12 15V4M8 7.5L12 4l4 3.5"/><path d="M6 11v7.5A1.5 1.5 0 0 0 7.5 20h9a1.5 1.5 0 0 0 1.5-1.5V11"/>""",
        ["trash"] = """<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5"/>""",
        ["retry"] = """<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9"/><path d="M19.5 4.5V9H15"/>""",
        ["continue"] = """<path d="M5 12h13M13 7l5 5-5 5"/>""",
        ["back"] = """<path d="M19 12H6M11 7l-5 5 5 5"/>""",
        ["stop"] = """<rect x="6.5" y="6.5" width="11" height="11" rx="2"/>""",
        ["link"] = """<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3L12 6.3"/><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>""",
        ["down"] = """<path d="M7 10l5 5 5-5"/>""",
        ["up"] = """<path d="M7 14l5-5 5 5"/>""",
        ["flag"] = """<path d="M6 21V4.5c4-2 7 2 12 0v9c-5 2-8-2-12 0"/>""",
        ["eye"] = """<path d="M2.5 12C5 7.5 8 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.5 6.5-9.5 6.5S5 16.5 2.5 12Z"/><circle cx="12" cy="12" r="2.75"/>""",
        ["eye-off"] = """<path d="M4 4l16 16M9.5 5.8A9 9 0 0 1 12 5.5c4 0 7 2 9.5 6.5a15 15 0 0 1-2.6 3.5M6.2 7.7A14 14 0 0 0 2.5 12c2.5 4.5 5.5 6.5 9.5 6.5 1.5 0 2.9-.3 4.2-.9"/>""",
        ["lock"] = """<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>""",
        ["unlock"] = """<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 0 1 6.7-1.4"/>""",
        ["sign-out"] = """<path d="M14 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H14M10 12h10M16.5 8.5L20 12l-3.5 3.5"/>""",
        // Settings of a generation
        ["length"] = """<path d="M4 7h16M4 12h16M4 17h9"/>""",
        ["tone"] = """<path d="M4 12c1.5-5 3-5 4 0s2.5 5 4 0 3-5 4 0 2.5 5 4 0"/>""",
        ["style"] = """<path d="M12 4a8 8 0 1 0 0 16c1.5 0 2-1 1.5-2-.6-1.3.2-2.5 1.5-2.5h2a3 3 0 0 0 3-3C20 7.5 16.5 4 12 4Z"/><circle cx="8" cy="11" r=".8"/><circle cx="11" cy="8" r=".8"/><circle cx="15.5" cy="8.5" r=".8"/>""",
        ["size"] = """<path d="M4 9V4h5M20 15v5h-5M4 4l6 6M20 20l-6-6"/>""",
        ["seed"] = """<rect x="4.5" y="4.5" width="15" height="15" rx="3"/><circle cx="9" cy="9" r=".8"/><circle cx="15" cy="15" r=".8"/><circle cx="12" cy="12" r=".8"/>""",
        ["steps"] = """<path d="M4 19h4v-4h4v-4h4V7h4"/>""",
        // Signs
        ["info"] = """<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8h.01"/>""",
        ["warning"] = """<path d="M12 4.5l8.5 15h-17l8.5-15Z"/><path d="M12 10v4.5M12 17h.01"/>""",
        ["clock"] = """<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>""",
        ["offline"] = """<path d="M4 4l16 16M5 12a10 10 0 0 1 4-2.5M19 12a10 10 0 0 0-6-3M8.5 15.5A5 5 0 0 1 12 14M12 18.5h.01"/>""",
        ["keyboard"] = """<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M10.5 10h.01M14 10h.01M17.5 10h.01M8 14h8"/>""",
        ["person"] = """<circle cx="12" cy="8.5" r="3.5"/><path d="M5 20c.6-4 3.3-6 7-6s6.4 2 7 6"/>""",
        ["people"] = """<circle cx="9" cy="9" r="3"/><path d="M3 19c.5-3.3 2.7-5 6-5s5.5 1.7 6 5M15.5 6.2a3 3 0 0 1 0 5.6M17 14.3c2.3.5 3.6 2.1 4 4.7"/>""",
        ["key"] = """<circle cx="8" cy="15" r="4"/><path d="M11 12l8.5-8.5M16 7l3 3M13.5 9.5l2 2"/>""",
        ["sun"] = """<circle cx="12" cy="12" r="3.5"/><path d="M12 4V2.5M12 21.5V20M4 12H2.5M21.5 12H20M6.3 6.3L5.3 5.3M18.7 18.7l-1-1M6.3 17.7l-1 1M18.7 5.3l-1 1"/>""",
        ["moon"] = """<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>""",
        ["system"] = """<rect x="4" y="5" width="16" height="11" rx="2"/><path d="M9 20h6M12 16v4"/>""",
        ["shield"] = """<path d="M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6l7-2.5Z"/><path d="M9 12l2.2 2.2L15.2 10"/>""",
    };
}
