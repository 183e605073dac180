using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CasesOfACategory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Cases_WorkspaceId_Category_State_DueAt_Id",
                table: "Cases",
                columns: new[] { "WorkspaceId", "Category", "State", "DueAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_WorkspaceId_Category_State_DueAt_Id",
                table: "Cases");
        }
    }
}
