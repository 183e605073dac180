namespace MuseSpark.Web.Users;

public static class UsersSetup
{
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddPolicies();
    }
}
