using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Marks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "AiBadge",
                table: "Workspaces",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "TextMark",
                table: "Workspaces",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "Tournament");

            migrationBuilder.AddColumn<string>(
                name: "TextMark",
                table: "Generations",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "Tournament");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AiBadge",
                table: "Workspaces");

            migrationBuilder.DropColumn(
                name: "TextMark",
                table: "Workspaces");

            migrationBuilder.DropColumn(
                name: "TextMark",
                table: "Generations");
        }
    }
}
